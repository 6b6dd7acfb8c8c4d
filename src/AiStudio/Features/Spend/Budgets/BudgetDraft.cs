using AiStudio.Platform;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>A budget as somebody asks for it.</summary>
/// <param name="Name">What refusals call it.</param>
/// <param name="Scope">Whose spend it counts.</param>
/// <param name="Whom">A member's e-mail, a key's prefix, a feature, a pinned model, a tier or a unit's name; nothing for the organization.</param>
/// <param name="Period">How long a window is.</param>
/// <param name="CapUsd">Dollars a window.</param>
/// <param name="StopPercent">100 to 110.</param>
/// <param name="TimeZone">An IANA name; nothing for the organization's.</param>
internal sealed record BudgetDraft(string Name, BudgetScope Scope, string Whom, BudgetPeriod Period, decimal CapUsd, int StopPercent = 100, string? TimeZone = null)
{
    /// <summary>A request that may be made twice names its budget: the second time the first one's is told, and nothing is made.</summary>
    public Guid? Id { get; init; }

    private const decimal HighestUsd = 1_000_000_000;

    public long CapNanoUsd => NanoUsd.FromUsd(CapUsd);

    public Error? Problem => this switch
    {
        { Name.Length: 0 or > 100 } => Error.Invalid("budget_name", "Give the budget a name of up to 100 characters."),
        { CapUsd: < 0 or > HighestUsd } => Error.Invalid("budget_cap", "A cap is between $0 and $1,000,000,000."),
        { StopPercent: < 100 or > 110 } => Error.Invalid("budget_stop", "Calls are stopped between 100 % and 110 % of the cap."),
        { Scope: not BudgetScope.Organization, Whom.Length: 0 } => Error.Invalid("budget_scope", "Say whom or what the budget is for."),
        { TimeZone: { } zone } when !(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId) =>
            Error.Invalid("budget_zone", "There is no such time zone. Use a name like Europe/Berlin."),
        _ => null,
    };
}
