using System.Globalization;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.ApiKeys;

public partial class NewApiKeyCard
{
    private static readonly (ApiKeyScope Scope, string Label)[] Labels =
    [
        (ApiKeyScope.Chat, "Chat"),
        (ApiKeyScope.Embeddings, "Embeddings"),
        (ApiKeyScope.Knowledge, "Knowledge"),
        (ApiKeyScope.Evals, "Evaluations"),
        (ApiKeyScope.Admin, "Administration"),
    ];

    private string? _problem;
    private bool _made;

    /// <summary>The key, which nobody can read again.</summary>
    [Parameter]
    public EventCallback<IssuedApiKey> OnIssued { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "new-key", Name = "name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "new-key", Name = "scope")]
    private string[]? Scopes { get; set; }

    [SupplyParameterFromForm(FormName = "new-key", Name = "models")]
    private string? Models { get; set; }

    [SupplyParameterFromForm(FormName = "new-key", Name = "cap")]
    private string? Cap { get; set; }

    [SupplyParameterFromForm(FormName = "new-key", Name = "period")]
    private string? Period { get; set; }

    [SupplyParameterFromForm(FormName = "new-key", Name = "days")]
    private int? Days { get; set; }

    [Inject]
    private ApiKeyService Keys { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private Role Reach => Context.User.ToCaller()!.Role;

    private BudgetPeriod Window => Enum.TryParse<BudgetPeriod>(Period, out var window) && Enum.IsDefined(window) ? window : BudgetPeriod.Month;

    private async Task CreateAsync()
    {
        decimal cap = 0;
        var capped = !string.IsNullOrWhiteSpace(Cap);
        if (capped && !decimal.TryParse(Cap, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out cap))
        {
            (_made, _problem) = (false, "Write what it may spend as a number of dollars, such as 50 or 12.50.");
            return;
        }

        var wanted = new NewApiKey(
            Name,
            [.. (Scopes ?? []).Select(ApiKeyScopes.Parse).OfType<ApiKeyScope>()],
            (Models ?? "").Split(','),
            Days is > 0 and <= 3650 ? Time.GetUtcNow().AddDays(Days.Value) : null)
        {
            Budget = capped ? new KeyBudget(cap, Window) : null,
        };
        var made = await Keys.CreateAsync(Context.User.ToCaller()!, wanted, Context.RequestAborted);
        (_made, _problem) = (made.Succeeded, made.Error?.Message);
        if (made.Succeeded)
            await OnIssued.InvokeAsync(made.Value);
    }
}
