namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What a question found, best first, and how long that took.</summary>
internal sealed record Retrieval(IReadOnlyList<RetrievedPassage> Passages, int DurationMs)
{
    /// <summary>Everything that was looked at, best first, with what each arm makes of it.</summary>
    public IReadOnlyList<PassageCandidate> Candidates { get; init; } = [];

    /// <summary>How much of the question's rarity the best candidate has, from 0 to 1: what is below the line does not fit.</summary>
    public double Alike { get; init; }

    /// <summary>False when nothing found has to do with the question: better to say so than to answer from it.</summary>
    public bool Fits { get; init; } = true;

    /// <summary>Who brought them into their last order, when that was not the local ranking.</summary>
    public string? RerankedBy { get; init; }

    /// <summary>What did not go as it was set, as a sentence; null when all did.</summary>
    public string? Note { get; init; }

    /// <summary>The question's vector by each embedding model that the bases use and that answered.</summary>
    public IReadOnlyDictionary<string, QuestionVector> Vectors { get; init; } = new Dictionary<string, QuestionVector>();

    /// <summary>How it was searched; where bases differ, the first one's with the widest limits.</summary>
    public RetrievalSettings Settings { get; init; } = RetrievalSettings.Default;

    /// <summary>How each base was searched.</summary>
    public IReadOnlyDictionary<Guid, RetrievalSettings> BaseSettings { get; init; } = new Dictionary<Guid, RetrievalSettings>();
}
