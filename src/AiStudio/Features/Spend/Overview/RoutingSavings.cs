namespace AiStudio.Features.Spend.Overview;

/// <summary>Calls that another than the first model of their alias answered.</summary>
/// <param name="NanoUsd">What the first one would have cost more at its price of today; below zero when those that stood in were dearer.</param>
/// <param name="Calls">How many calls that is about.</param>
/// <param name="WithoutPrice">How many more are left out: one of the two models has no price.</param>
public sealed record RoutingSavings(long NanoUsd, long Calls, long WithoutPrice);
