namespace AiStudio.Features.Spend.Budgets;

/// <summary>How long a budget's window is, by the calendar. Stored in snake case.</summary>
public enum BudgetPeriod
{
    /// <summary>From one full hour to the next.</summary>
    Hour,

    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>From Monday to Monday.</summary>
    Week,

    /// <summary>From the first to the first.</summary>
    Month,

    /// <summary>From the first of January, April, July or October to the next of them.</summary>
    Quarter,

    /// <summary>From the first of January to the next.</summary>
    Year,
}
