namespace AiStudio.Gateway.ResponseCache;

/// <summary>A whole answer that ended well, as it is kept.</summary>
/// <param name="Text">What the model said.</param>
/// <param name="ModelId">The pinned model that said it.</param>
/// <param name="CostNanoUsd">What it cost, in nano-dollars.</param>
/// <param name="AnsweredAt">When.</param>
public sealed record CachedAnswer(string Text, string ModelId, long CostNanoUsd, DateTimeOffset AnsweredAt)
{
    /// <summary>The tokens it used.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>See <see cref="CachePolicy.Evidence"/>.</summary>
    public string? Evidence { get; init; }
}
