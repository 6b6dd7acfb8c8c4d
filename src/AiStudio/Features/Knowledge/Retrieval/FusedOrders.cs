namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// Brings the orders of bases that are searched in different ways into one, by reciprocal ranks: their scores say nothing about one another. What has nothing to do with
/// the question comes last, so that it pushes nothing out that has.
/// </summary>
internal static class FusedOrders
{
    // The usual constant of reciprocal rank fusion.
    private const int RankOffset = 60;

    /// <param name="orders">One or more.</param>
    /// <param name="topK">How many passages, when the settings shall not say.</param>
    public static Retrieval Of(IReadOnlyList<FoundOrder> orders, int? topK)
    {
        var settings = orders[0].Settings with { TopK = orders.Max(order => order.Settings.TopK), TokenBudget = orders.Max(order => order.Settings.TokenBudget) };
        var best = Fuse([.. orders.Select(order => (order, order.Best(topK)))]);
        return new Retrieval(PassageSelection.Select(best, topK ?? settings.TopK), DurationMs: 0)
        {
            Candidates = Fuse([.. orders.Select(order => (order, order.Order.Ranked))]),
            Alike = orders.Max(order => order.Found.Alike),
            Fits = orders.Any(order => order.Found.Fits),
            RerankedBy = Joined(orders.Select(order => order.Order.By), ", "),
            Note = Joined(orders.Select(order => order.Order.Note), " "),
            Settings = settings,
        };
    }

    private static IReadOnlyList<PassageCandidate> Fuse(IReadOnlyList<(FoundOrder Order, IReadOnlyList<PassageCandidate> Ranked)> lists) => lists is [var only]
        ? only.Ranked
        : [
            .. lists.SelectMany(list => list.Ranked.Select((candidate, at) => (list.Order.Found, Candidate: candidate with { Score = (RankOffset + 1.0) / (RankOffset + 1 + at) })))
                .OrderByDescending(one => one.Found.Fits).ThenByDescending(one => one.Candidate.Score).ThenByDescending(one => one.Found.Alike).Select(one => one.Candidate),
        ];

    private static string? Joined(IEnumerable<string?> said, string separator) => said.OfType<string>().Distinct().ToList() is { Count: > 0 } some ? string.Join(separator, some) : null;
}
