namespace AiStudio.Gateway;

/// <summary>
/// Tokens of one call, by class, without double counting: <see cref="CachedInputTokens"/> and <see cref="CacheWriteTokens"/>
/// are parts of <see cref="InputTokens"/>; <see cref="ReasoningTokens"/> is a part of <see cref="OutputTokens"/>.
/// </summary>
public sealed record TokenUsage
{
    /// <summary>All input tokens, cached ones included.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Input tokens read from the provider's prompt cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Input tokens written to the provider's prompt cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>All output tokens, reasoning included.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Output tokens spent on reasoning that is not shown.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Both together; an estimate when one of them is.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => new()
    {
        InputTokens = left.InputTokens + right.InputTokens,
        CachedInputTokens = left.CachedInputTokens + right.CachedInputTokens,
        CacheWriteTokens = left.CacheWriteTokens + right.CacheWriteTokens,
        OutputTokens = left.OutputTokens + right.OutputTokens,
        ReasoningTokens = left.ReasoningTokens + right.ReasoningTokens,
        Estimated = left.Estimated || right.Estimated,
    };

    /// <summary>Whether the provider's own count was missing or impossible, so that these are our estimate.</summary>
    public bool Estimated { get; init; }
}
