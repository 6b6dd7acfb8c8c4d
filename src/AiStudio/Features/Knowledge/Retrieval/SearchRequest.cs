namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What is looked for, and where.</summary>
internal sealed record SearchRequest(IReadOnlyList<Guid> KnowledgeBaseIds, string Question)
{
    public SearchFilter Filter { get; init; } = new();

    /// <summary>Others than those of the bases, to see what they would do.</summary>
    public RetrievalSettings? Settings { get; init; }

    /// <summary>How many passages, when the settings shall not say.</summary>
    public int? TopK { get; init; }
}
