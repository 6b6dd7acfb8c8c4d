using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>How a knowledge base is searched.</summary>
/// <param name="Fusion">How the arms become one order.</param>
/// <param name="Weights">What each group of features counts.</param>
/// <param name="TopK">How many passages a search gives, from 1 to 50.</param>
internal sealed record RetrievalSettings(FusionKind Fusion, FeatureWeights Weights, int TopK)
{
    public static RetrievalSettings Default { get; } = new(FusionKind.Weighted, FeatureWeights.Default, 10);
}
