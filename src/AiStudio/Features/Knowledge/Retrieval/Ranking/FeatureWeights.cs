namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>
/// What each feature counts, learned from questions on articles (softmax over the candidates), checked on articles that were not learned from.
/// The product's settings scale the groups; 1 is what was learned.
/// </summary>
internal sealed record FeatureWeights(double Words, double Vector, double Sentences, double Title)
{
    public static FeatureWeights Default { get; } = new(1, 1, 1, 1);

    public double Weigh(PassageFeatures features) =>
        (Words * ((2.58 * features.Words) + (1.81 * features.Topic)))
        + (Vector * 0.59 * features.Vector)
        + (Title * 1.11 * features.Title)
        + (Sentences * ((0.68 * features.Pairs) + (3.18 * features.SentenceGrams) + (0.80 * features.Sentences) + (1.15 * features.Answer) + (0.63 * features.Order)
            + (2.98 * features.Alike) + (1.30 * features.Names) + (1.92 * features.Figures) - (0.84 * features.Coverage) - (2.02 * features.Length)));
}
