using System.Globalization;
using AiStudio.Platform;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.ApiKeys;

public partial class ApiKeysPage
{
    private static readonly (string Value, string Label)[] Overlaps = [("0", "no time at all"), ("1", "an hour"), ("24", "a day"), ("168", "a week")];

    private Caller _caller = null!;
    private string? _problem;
    private IssuedApiKey? _issued;
    private IReadOnlyList<ApiKeyRow> _keys = [];

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "keys", Name = "rotate")]
    private Guid? Rotate { get; set; }

    [SupplyParameterFromForm(FormName = "keys", Name = "revoke")]
    private Guid? Revoke { get; set; }

    [SupplyParameterFromForm(FormName = "keys", Name = "overlap")]
    private int? OverlapHours { get; set; }

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private ApiKeyList List { get; set; } = null!;

    [Inject]
    private IOptions<StudioOptions> Studio { get; set; } = null!;

    private bool SeesAll => _caller.Role >= Role.Admin;

    private string Address => string.Create(CultureInfo.InvariantCulture, $"{Studio.Value.PublicUrl.TrimEnd('/')}/v1");

    private string FirstCall => $$"""
        curl {{Address}}/chat/completions \
          -H "Authorization: Bearer $AISTUDIO_API_KEY" \
          -H "Content-Type: application/json" \
          -d '{"model":"balanced","messages":[{"role":"user","content":"Hello"}]}'
        """;

    protected override async Task OnInitializedAsync()
    {
        _caller = Context.User.ToCaller()!;
        _keys = await List.ListAsync(_caller, Context.RequestAborted);
    }

    private Task ShowAsync(IssuedApiKey issued) => ShowAsync(issued, null);

    private async Task ChangeAsync()
    {
        if (Rotate is { } rotated)
        {
            var renewed = await Keys.RotateAsync(_caller, rotated, TimeSpan.FromHours(OverlapHours ?? 0), Guid.CreateVersion7(), Context.RequestAborted);
            await ShowAsync(renewed.Value, renewed.Error);
        }
        else if (Revoke is { } revoked)
        {
            await ShowAsync(null, (await Keys.RevokeAsync(_caller, revoked, Context.RequestAborted)).Error);
        }
    }

    private async Task ShowAsync(IssuedApiKey? issued, Error? error)
    {
        (_issued, _problem) = (issued, error?.Message);
        _keys = await List.ListAsync(_caller, Context.RequestAborted);
    }
}
