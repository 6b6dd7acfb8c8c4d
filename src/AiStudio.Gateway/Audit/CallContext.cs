namespace AiStudio.Gateway.Audit;

/// <summary>What was settled for a call before it was made. It is kept with the call's trace; no stage goes by it.</summary>
public sealed record CallContext
{
    /// <summary>The assistant that answers.</summary>
    public Guid? AssistantId { get; init; }

    /// <summary>The prompt version that answers, and why it is that one.</summary>
    public PromptChoice? Prompt { get; init; }

    /// <summary>The passages that the messages hold, in their order.</summary>
    public IReadOnlyList<GivenPassage> Passages { get; init; } = [];

    /// <summary>What it took to gather them.</summary>
    public IReadOnlyList<TraceSpan> Spans { get; init; } = [];
}
