namespace AiStudio.Features.Spend.Budgets.Trial;

/// <summary>What a budget would have done in the span of time that it was tried on.</summary>
/// <param name="First">Its first day.</param>
/// <param name="Span">How long it is: <c>month</c>, <c>quarter</c> or <c>year</c>.</param>
/// <param name="Share">Which part of the cap it was tried with: 1 is all of it, 3 a third, 12 a twelfth.</param>
/// <param name="Calls">Calls that the budget would have counted.</param>
/// <param name="SpentNanoUsd">What they came to.</param>
/// <param name="RefusedCalls">How many of them it would have refused.</param>
/// <param name="RefusedNanoUsd">What those came to.</param>
/// <param name="FirstStopAt">When it would have stopped first.</param>
/// <param name="Windows">Windows in which anything was spent.</param>
/// <param name="StoppedWindows">Those in which it would have stopped.</param>
/// <param name="TimeZone">By whose clocks its windows go.</param>
public sealed record TrialOutcome(
    DateOnly First, string Span, int Share, long Calls, long SpentNanoUsd, long RefusedCalls, long RefusedNanoUsd, DateTimeOffset? FirstStopAt, long Windows, long StoppedWindows,
    string TimeZone);
