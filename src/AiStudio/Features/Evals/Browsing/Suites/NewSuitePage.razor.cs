using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>Makes a suite.</summary>
public sealed partial class NewSuitePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly SuiteFields _fields = new();
    private IReadOnlyList<JudgeEntry> _judges = [];
    private string? _problem;
    private bool _busy;

    /// <summary>The prompt that the suite is for.</summary>
    [SupplyParameterFromQuery(Name = "prompt")]
    public string? Prompt { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal JudgeLibrary Judges { get; init; } = null!;

    [Inject]
    internal SuiteDesk Desk { get; init; } = null!;

    [Inject]
    internal SuiteLibrary Library { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _fields.Prompt = Prompt ?? "";
        _judges = await Judges.ListAsync(await Caller.GetAsync(), _leaving.Token);
    }

    private async Task CreateAsync()
    {
        _busy = true;
        var caller = await Caller.GetAsync();
        var created = await Desk.CreateAsync(caller, _fields.ToDraft(), CancellationToken.None);
        (_busy, _problem) = (false, created.Error?.Message);
        if (created.Succeeded && (await Library.OpenAsync(caller, created.Value, _leaving.Token)).Value is { } suite)
            Navigation.NavigateTo($"/evals/{suite.Slug}");
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
