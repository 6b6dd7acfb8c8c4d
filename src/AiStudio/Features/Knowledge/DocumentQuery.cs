namespace AiStudio.Features.Knowledge;

/// <summary>Which documents of a base are wanted, in the order of their names.</summary>
internal sealed record DocumentQuery(Guid KnowledgeBaseId)
{
    /// <summary>Words that stand in the name.</summary>
    public string Search { get; init; } = "";

    public string? Tag { get; init; }

    public DocumentShown Shown { get; init; }

    /// <summary>The last one of the page before.</summary>
    public (string Name, Guid Id)? After { get; init; }
}
