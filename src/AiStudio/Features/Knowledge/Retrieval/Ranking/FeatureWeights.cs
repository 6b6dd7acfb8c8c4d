namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>
/// What each feature counts, learned from questions on articles (softmax over the candidates), checked on articles that were not learned from.
/// The product's settings scale the groups; 1 is what was learned.
/// </summary>
internal sealed record FeatureWeights(double Words, double Vector, double Sentences, double Title)
{
    public static FeatureWeights Default { get; } = new(1, 1, 1, 1);

    public double Weigh(PassageFeatures features) =>
        (Words * ((3.11 * features.Words) + (2.12 * features.Topic)))
        + (Vector * features.Vector)
        + (Title * 1.16 * features.Title)
        + (Sentences * ((0.60 * features.Pairs) + (3.14 * features.SentenceGrams) + (0.61 * features.Sentences) + (1.19 * features.Answer) + (1.31 * features.Order)
            + (3.28 * features.Alike) + (1.44 * features.Names) + (2.01 * features.Figures) - (0.85 * features.Coverage) - (4.15 * features.Length)));
}
