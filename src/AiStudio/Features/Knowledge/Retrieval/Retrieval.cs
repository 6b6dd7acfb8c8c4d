namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What a question found, best first, and how long that took.</summary>
internal sealed record Retrieval(IReadOnlyList<RetrievedPassage> Passages, int DurationMs)
{
    /// <summary>Everything that was looked at, best first, with what each arm makes of it.</summary>
    public IReadOnlyList<PassageCandidate> Candidates { get; init; } = [];
}
