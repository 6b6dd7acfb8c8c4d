namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>Features as shares of the best candidate's.</summary>
internal static class Shares
{
    public static IReadOnlyList<PassageFeatures> Of(IReadOnlyList<PassageFeatures> features)
    {
        var words = Best(one => one.Words);
        var pairs = Best(one => one.Pairs);
        var grams = Best(one => one.SentenceGrams);
        var sentences = Best(one => one.Sentences);
        var answer = Best(one => one.Answer);
        var order = Best(one => one.Order);
        var title = Best(one => one.Title);
        var alike = Best(one => one.Alike);
        var length = Best(one => one.Length);
        var topic = Best(one => one.Topic);
        var names = Best(one => one.Names);
        var figures = Best(one => one.Figures);
        var coverage = Best(one => one.Coverage);
        var vector = Best(one => one.Vector);
        return [.. features.Select(one => new PassageFeatures
        {
            Words = one.Words / words,
            Pairs = one.Pairs / pairs,
            SentenceGrams = one.SentenceGrams / grams,
            Sentences = one.Sentences / sentences,
            Answer = one.Answer / answer,
            Order = one.Order / order,
            Title = one.Title / title,
            Alike = one.Alike / alike,
            Length = one.Length / length,
            Topic = one.Topic / topic,
            Names = one.Names / names,
            Figures = one.Figures / figures,
            Coverage = one.Coverage / coverage,
            Vector = one.Vector / vector,
        })];

        // Of nothing, everybody has nothing.
        double Best(Func<PassageFeatures, double> feature) => features.Select(feature).DefaultIfEmpty().Max() is > 0 and var best ? best : 1;
    }
}
