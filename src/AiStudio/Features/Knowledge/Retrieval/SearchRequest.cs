namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What is looked for, and where.</summary>
internal sealed record SearchRequest(IReadOnlyList<Guid> KnowledgeBaseIds, string Question)
{
    public SearchFilter Filter { get; init; } = new();

    /// <summary>Others than those of the bases, to see what they would do.</summary>
    public RetrievalSettings? Settings { get; init; }

    /// <summary>Others for some of the bases, to search as it was done once.</summary>
    public IReadOnlyDictionary<Guid, RetrievalSettings>? BaseSettings { get; init; }

    /// <summary>How many passages, when the settings shall not say.</summary>
    public int? TopK { get; init; }

    /// <summary>Who accounts for the calls it makes on its way.</summary>
    public ICallBook? Calls { get; init; }
}
