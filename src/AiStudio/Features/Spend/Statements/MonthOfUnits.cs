using AiStudio.Features.Spend.Filters;

namespace AiStudio.Features.Spend.Statements;

/// <summary>A month, unit by unit.</summary>
/// <param name="Month">Which.</param>
/// <param name="IsOver">Whether nothing can be added to it any more.</param>
/// <param name="Zone">Whose days it has.</param>
/// <param name="Units">All that are there, and those with spend; what has no unit last.</param>
public sealed record MonthOfUnits(StatementMonth Month, bool IsOver, string Zone, IReadOnlyList<UnitMonth> Units)
{
    /// <summary>Whether people stay in the units that they were in when it was locked.</summary>
    public bool IsLocked { get; init; }

    public long CostNanoUsd => Units.Sum(unit => unit.CostNanoUsd);

    /// <summary>What shows the calls of a unit by its key; of everybody without one.</summary>
    public SpendFilter Filter(string? unit) => new SpendFilter { Unit = unit }.Between(Month.First, Month.Last);

    public long Calls => Units.Sum(unit => unit.Calls);
}
