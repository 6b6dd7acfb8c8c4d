using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Knowledge.Searching;

/// <summary>What the search bench can turn. A weight of 1 is the product's own, 0 leaves a part out, 5 is the most.</summary>
public sealed record BenchSettings(double Words, double Vector, double Sentences, double Title, bool ByRank, int TopK)
{
    private const double Most = 5;

    internal static BenchSettings Of(RetrievalSettings settings) => new(
        settings.Weights.Words, settings.Weights.Vector, settings.Weights.Sentences, settings.Weights.Title, settings.Fusion == FusionKind.ReciprocalRank, settings.TopK);

    internal RetrievalSettings ToSettings() => new(
        ByRank ? FusionKind.ReciprocalRank : FusionKind.Weighted,
        new FeatureWeights(Math.Clamp(Words, 0, Most), Math.Clamp(Vector, 0, Most), Math.Clamp(Sentences, 0, Most), Math.Clamp(Title, 0, Most)),
        Math.Clamp(TopK, 1, 50));
}
