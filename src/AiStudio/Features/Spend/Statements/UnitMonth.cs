namespace AiStudio.Features.Spend.Statements;

/// <summary>What a unit spent in a month.</summary>
/// <param name="Key">Its id as statements' addresses have it; “none” for calls of people without one and of nobody.</param>
/// <param name="Name">What people call it.</param>
/// <param name="People">How many are in it now; in a locked month, were when it was locked.</param>
/// <param name="Calls">Settled calls.</param>
/// <param name="CostNanoUsd">What they cost.</param>
public sealed record UnitMonth(string Key, string Name, long People, long Calls, long CostNanoUsd);
