using AiStudio.Features.Spend.Filters;
using AiStudio.Features.Spend.Overview;

namespace AiStudio.Features.Spend.Statements;

/// <summary>What one unit spent in a month, and on what. Each list adds up to the total.</summary>
/// <param name="Organization">Whose statement it is.</param>
/// <param name="Unit">The unit, or that it is everybody's.</param>
/// <param name="Key">The unit in addresses.</param>
/// <param name="Month">Which month.</param>
/// <param name="IsOver">Whether nothing can be added to it any more.</param>
/// <param name="Zone">Whose days it has.</param>
/// <param name="DrawnUp">When it was read, by the clocks of the organization.</param>
/// <param name="Total">Of all of it, beside the month before.</param>
/// <param name="People">By person.</param>
/// <param name="Features">By feature.</param>
/// <param name="Models">By model.</param>
/// <param name="Budgets">The budgets of its people, and of everybody for everybody.</param>
public sealed record Statement(
    string Organization, string Unit, string Key, StatementMonth Month, bool IsOver, string Zone, DateTime DrawnUp, SpendSum Total,
    IReadOnlyList<SpendGroup> People, IReadOnlyList<SpendGroup> Features, IReadOnlyList<SpendGroup> Models, IReadOnlyList<StatementBudget> Budgets)
{
    /// <summary>Whether people stay in the units that they were in when the month was locked.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether what it is compared with has calls of its own to show: not where people counted in other units then.</summary>
    public bool HasRowsBefore { get; init; } = true;

    /// <summary>What adjusting entries add to the total, in nano-dollars; of everybody only.</summary>
    public long AdjustedNanoUsd { get; init; }

    /// <summary>What shows the calls of all of it.</summary>
    public SpendFilter Filter => new SpendFilter { Unit = Key == StatementReport.Everybody ? null : Key }.Between(Month.First, Month.Last);
}
