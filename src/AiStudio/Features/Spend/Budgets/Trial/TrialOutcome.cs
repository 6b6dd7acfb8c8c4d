namespace AiStudio.Features.Spend.Budgets.Trial;

/// <summary>What a budget would have done last month.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="Calls">Calls that the budget would have counted.</param>
/// <param name="SpentNanoUsd">What they came to.</param>
/// <param name="RefusedCalls">How many of them it would have refused.</param>
/// <param name="RefusedNanoUsd">What those came to.</param>
/// <param name="FirstStopAt">When it would have stopped first.</param>
/// <param name="Windows">Windows in which anything was spent.</param>
/// <param name="StoppedWindows">Those in which it would have stopped.</param>
/// <param name="TimeZone">By whose clocks its windows go.</param>
public sealed record TrialOutcome(
    DateOnly Month, long Calls, long SpentNanoUsd, long RefusedCalls, long RefusedNanoUsd, DateTimeOffset? FirstStopAt, long Windows, long StoppedWindows, string TimeZone);
