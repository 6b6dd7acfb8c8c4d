using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>Where a call's answer came from when no model was asked for it.</summary>
/// <param name="Kind">Why it could be given again.</param>
/// <param name="ModelId">The pinned model that gave it first.</param>
/// <param name="Age">How long ago that was.</param>
/// <param name="SavedNanoUsd">What the first one cost, in nano-dollars: what this call did not.</param>
public sealed record CacheHit(CacheKind Kind, string ModelId, TimeSpan Age, long SavedNanoUsd)
{
    /// <summary>The tokens the first one used. This call used none.</summary>
    public TokenUsage? SourceUsage { get; init; }

    /// <summary>For a semantic hit: the question that was answered.</summary>
    public string? SourceQuestion { get; init; }

    /// <summary>For a semantic hit: the cosine similarity of the two questions.</summary>
    public double? Similarity { get; init; }

    /// <summary>The <see cref="CachePolicy.Evidence"/> of the call that was answered first.</summary>
    public string? Evidence { get; init; }

    internal void Describe(AdditionalPropertiesDictionary properties)
    {
        properties["cache"] = Kind == CacheKind.Exact ? "exact" : "semantic";
        properties["cache_age_seconds"] = (long)Age.TotalSeconds;
        properties["saved_nano_usd"] = SavedNanoUsd;
        if (Kind == CacheKind.Semantic)
        {
            properties["cache_question"] = SourceQuestion;
            properties["cache_similarity"] = Similarity;
        }
    }
}
