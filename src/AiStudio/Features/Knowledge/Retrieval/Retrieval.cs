namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What a question found, best first, and how long that took.</summary>
internal sealed record Retrieval(IReadOnlyList<RetrievedPassage> Passages, int DurationMs)
{
    /// <summary>Everything that was looked at, best first, with what each arm makes of it.</summary>
    public IReadOnlyList<PassageCandidate> Candidates { get; init; } = [];

    /// <summary>False when nothing found has to do with the question: better to say so than to answer from it.</summary>
    public bool Fits { get; init; } = true;

    /// <summary>How it was searched.</summary>
    public RetrievalSettings Settings { get; init; } = RetrievalSettings.Default;
}
