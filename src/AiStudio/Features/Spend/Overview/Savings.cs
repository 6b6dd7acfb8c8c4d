namespace AiStudio.Features.Spend.Overview;

/// <summary>What calls did not cost, in nano-dollars.</summary>
/// <param name="Exact">Answers given again to the same question: what they had cost.</param>
/// <param name="Similar">Answers given again to a similar question.</param>
/// <param name="PromptCache">Input that providers read from their caches, at the price of each day, without what writing it cost more.</param>
/// <param name="Routing">What routing saved, when it was asked for.</param>
public sealed record Savings(long Exact, long Similar, long PromptCache, RoutingSavings? Routing)
{
    public long Total => Exact + Similar + PromptCache + (Routing?.NanoUsd ?? 0);
}
