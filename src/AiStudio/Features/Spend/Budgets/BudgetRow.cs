namespace AiStudio.Features.Spend.Budgets;

/// <summary>A budget and its present window, as its page shows it.</summary>
/// <param name="Id">The budget.</param>
/// <param name="Name">What refusals call it.</param>
/// <param name="Scope">Whose spend it counts.</param>
/// <param name="Whom">The e-mail, key, feature, model, tier or unit's name; empty for the organization.</param>
/// <param name="Period">How long a window is.</param>
/// <param name="BaseCapNanoUsd">The cap without raises.</param>
/// <param name="CapNanoUsd">The cap in force.</param>
/// <param name="StopPercent">Where calls are stopped, in percent of the cap.</param>
/// <param name="UsedNanoUsd">Settled in the window.</param>
/// <param name="HeldNanoUsd">Held by running calls.</param>
/// <param name="RenewsAt">When the next window begins.</param>
/// <param name="RaisedUntil">When the last raise in force ends.</param>
/// <param name="Disabled">Whether it stops nothing.</param>
/// <param name="TimeZone">By whose clocks its windows go: an IANA name.</param>
public sealed record BudgetRow(
    Guid Id,
    string Name,
    BudgetScope Scope,
    string Whom,
    BudgetPeriod Period,
    long BaseCapNanoUsd,
    long CapNanoUsd,
    int StopPercent,
    long UsedNanoUsd,
    long HeldNanoUsd,
    DateTimeOffset RenewsAt,
    DateTimeOffset? RaisedUntil,
    bool Disabled,
    string TimeZone)
{
    public long LeftNanoUsd => Math.Max(0, CapNanoUsd - UsedNanoUsd - HeldNanoUsd);
}
