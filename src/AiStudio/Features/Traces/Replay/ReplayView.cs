using AiStudio.Features.Traces.Backtests.Judging;

namespace AiStudio.Features.Traces.Replay;

/// <summary>A replay beside what it repeats.</summary>
/// <param name="Replay">What came of it.</param>
/// <param name="Version">The number of the other version, when there is one.</param>
/// <param name="Before">The recorded call.</param>
/// <param name="After">The new one, once it is over.</param>
/// <param name="Said">The recorded answer; null while <paramref name="Closed"/> says why it cannot be shown.</param>
/// <param name="SaidAgain">The new answer, once it is stored.</param>
/// <param name="Closed">Why no text can be shown.</param>
public sealed record ReplayView(CallReplay Replay, string? Version, CallFigures? Before, CallFigures? After, string? Said, string? SaidAgain, string? Closed)
{
    /// <summary>What was asked last; null while no text can be shown.</summary>
    public string? Question { get; init; }

    /// <summary>What the judge of its backtest says; null when nobody judged, or while no text can be shown.</summary>
    public Opinions? Opinions { get; init; }

    /// <summary>Tools that the new answer calls: they were not run.</summary>
    public IReadOnlyList<string> Called { get; init; } = [];
}
