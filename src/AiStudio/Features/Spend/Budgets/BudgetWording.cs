using System.Globalization;
using AiStudio.Platform;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>Budgets in words.</summary>
internal static class BudgetWording
{
    public static string Scope(BudgetScope scope) => scope switch
    {
        BudgetScope.Organization => "Everyone",
        BudgetScope.User => "Person",
        BudgetScope.ApiKey => "API key",
        _ => scope.ToString(),
    };

    public static string Counts(BudgetRow budget) => budget.Whom.Length == 0 ? Scope(budget.Scope) : $"{Scope(budget.Scope)}: {budget.Whom}";

    public static string Period(BudgetPeriod period) => period.ToString().ToLowerInvariant();

    public static string Dollars(long nanoUsd) => NanoUsd.ToUsd(nanoUsd).ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>The colour of its bar.</summary>
    public static string Fill(BudgetRow budget) => Share(budget, budget.UsedNanoUsd + budget.HeldNanoUsd) switch
    {
        >= 99 => "full",
        >= 70 => "near",
        _ => "",
    };

    public static string Width(BudgetRow budget, long part) => string.Create(CultureInfo.InvariantCulture, $"width:{Share(budget, part):0.#}%");

    private static decimal Share(BudgetRow budget, long part) => budget.CapNanoUsd == 0 ? 100 : Math.Min(100, 100m * part / budget.CapNanoUsd);
}
