using AiStudio.Platform;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>What is to be changed about a budget; what is left out stays.</summary>
/// <param name="Name">What refusals call it, 1 to 100 characters.</param>
/// <param name="CapNanoUsd">Nano-dollars a window.</param>
/// <param name="StopPercent">Where calls are stopped, in percent of the cap: 100 to 110.</param>
/// <param name="Disabled">Whether it stops nothing.</param>
internal sealed record BudgetChanges(string? Name = null, long? CapNanoUsd = null, int? StopPercent = null, bool? Disabled = null)
{
    public Error? Problem =>
        new BudgetDraft(Name?.Trim() ?? "-", BudgetScope.Organization, "", BudgetPeriod.Month, NanoUsd.ToUsd(CapNanoUsd ?? 0), StopPercent ?? 100).Problem;
}
