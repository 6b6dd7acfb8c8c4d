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

    /// <summary>Whether the provider's own count was missing or impossible, so that these are our estimate.</summary>
    public bool Estimated { get; init; }
}
