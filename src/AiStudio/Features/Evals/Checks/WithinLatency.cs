namespace AiStudio.Features.Evals.Checks;

/// <summary>The whole answer came within a time.</summary>
public sealed record WithinLatency(int Milliseconds) : Check
{
    internal override string Kind => "latency";

    internal override string? Problem => Milliseconds > 0 ? null : "A limit of time is above 0 milliseconds.";

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        Done(answer.DurationMs <= Milliseconds, $"It took {answer.DurationMs:#,0} ms; {Milliseconds:#,0} ms are allowed.");
}
