namespace AiStudio.Features.Spend.Statements;

/// <summary>A budget in the windows that began in a month; in a quarter or year that ended in it: by then what it came to stays.</summary>
/// <param name="Name">The budget.</param>
/// <param name="Period">How long its windows are.</param>
/// <param name="Windows">How many were used.</param>
/// <param name="UsedNanoUsd">Settled in all of them.</param>
/// <param name="CapNanoUsd">The cap of one, as it is now and without raises.</param>
/// <param name="Full">How many came to the cap.</param>
public sealed record StatementBudget(string Name, string Period, long Windows, long UsedNanoUsd, long CapNanoUsd, long Full);
