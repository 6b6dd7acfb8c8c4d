using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Features.Knowledge.Retrieval.Reranking;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>How a knowledge base is searched.</summary>
/// <param name="Fusion">How the arms become one order.</param>
/// <param name="Weights">What each group of features counts.</param>
/// <param name="TopK">How many passages a search gives, from 1 to 50.</param>
internal sealed record RetrievalSettings(FusionKind Fusion, FeatureWeights Weights, int TopK)
{
    public static RetrievalSettings Default { get; } = new(FusionKind.Weighted, FeatureWeights.Default, 10);

    /// <summary>Who reads the best candidates again.</summary>
    public RerankerChoice Reranker { get; init; } = RerankerChoice.Local;

    /// <summary>How many tokens of passages a model is given, from 200 to 100,000, as the gateway estimates them.</summary>
    public int TokenBudget { get; init; } = 3_000;

    /// <summary>How like an approved question must be for its answer to be given, from 0.5 to 1.</summary>
    public double CuratedThreshold { get; init; } = 0.85;
}
