using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Features.Knowledge.Retrieval.Reranking;

namespace AiStudio.Features.Knowledge.Searching;

/// <summary>What the search bench can turn. A weight of 1 is the product's own, 0 leaves a part out, 5 is the most.</summary>
public sealed record BenchSettings(double Words, double Vector, double Sentences, double Title, bool ByRank, int TopK)
{
    private const double Most = 5;

    /// <summary>Who reads the best candidates again.</summary>
    public RerankerKind Reranker { get; init; }

    /// <summary>The connection of an endpoint.</summary>
    public Guid? ConnectionId { get; init; }

    /// <summary>The model that reranks; empty for an endpoint that serves one model only.</summary>
    public string Model { get; init; } = "";

    /// <summary>How many passages are given on once the reranker has read them, from 1 to 50.</summary>
    public int Kept { get; init; } = RerankerChoice.KeptByDefault;

    /// <summary>How many tokens of passages a model is given, from 200 to 100,000.</summary>
    public int TokenBudget { get; init; } = RetrievalSettings.Default.TokenBudget;

    /// <summary>How like an approved question must be for its answer to be given, from 0.5 to 1.</summary>
    public double CuratedThreshold { get; init; } = RetrievalSettings.Default.CuratedThreshold;

    internal static BenchSettings Of(RetrievalSettings settings) => new(
        settings.Weights.Words, settings.Weights.Vector, settings.Weights.Sentences, settings.Weights.Title, settings.Fusion == FusionKind.ReciprocalRank, settings.TopK)
    {
        Reranker = settings.Reranker.Kind,
        ConnectionId = settings.Reranker.ConnectionId,
        Model = settings.Reranker.Model ?? "",
        Kept = settings.Reranker.Kept,
        TokenBudget = settings.TokenBudget,
        CuratedThreshold = settings.CuratedThreshold,
    };

    internal RetrievalSettings ToSettings() => new(
        ByRank ? FusionKind.ReciprocalRank : FusionKind.Weighted,
        new FeatureWeights(Math.Clamp(Words, 0, Most), Math.Clamp(Vector, 0, Most), Math.Clamp(Sentences, 0, Most), Math.Clamp(Title, 0, Most)),
        Math.Clamp(TopK, 1, 50))
    {
        Reranker = Reranker == RerankerKind.Local
            ? RerankerChoice.Local with { Kept = Math.Clamp(Kept, 1, 50) }
            : new RerankerChoice(Reranker, Reranker == RerankerKind.Endpoint ? ConnectionId : null, Model.Trim() is { Length: > 0 } model ? model : null, Math.Clamp(Kept, 1, 50)),
        TokenBudget = Math.Clamp(TokenBudget, 200, 100_000),
        CuratedThreshold = Math.Clamp(CuratedThreshold, 0.5, 1),
    };
}
