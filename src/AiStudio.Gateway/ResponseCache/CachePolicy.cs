namespace AiStudio.Gateway.ResponseCache;

/// <summary>Says that a call may be answered from the response cache, and how. A call without one always goes to a model and leaves nothing behind.</summary>
public sealed record CachePolicy
{
    /// <summary>Whose answers may be given again, and to whom this one may be.</summary>
    public required CacheScope Scope { get; init; }

    /// <summary>How long this call's answer is kept. More than zero.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Whether what is known is passed over: the model is asked, and its answer takes the place of the stored one.</summary>
    public bool Fresh { get; init; }

    /// <summary>Whether an answer to a question of the same meaning will do; <see langword="null"/> when only the same messages count.</summary>
    public SemanticPolicy? Semantic { get; init; }

    /// <summary>
    /// What the caller wants back with the answer, such as the passages its citations point at. It is kept with the answer and never read here.
    /// Not part of the key: whatever it says that can change the answer must be in the messages as well, or in <see cref="SemanticPolicy.KnowledgeVersion"/>.
    /// </summary>
    public string? Evidence { get; init; }
}
