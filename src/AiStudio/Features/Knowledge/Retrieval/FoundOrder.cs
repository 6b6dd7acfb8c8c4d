using AiStudio.Features.Knowledge.Retrieval.Reranking;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What the bases of one way of searching gave.</summary>
internal sealed record FoundOrder(RetrievalSettings Settings, RankedCandidates Found, RerankedOrder Order)
{
    /// <summary>The best of it, as many as its settings give on.</summary>
    public IReadOnlyList<PassageCandidate> Best(int? topK)
    {
        var wanted = topK ?? Settings.TopK;
        return PassageSelection.Choose(Order.Ranked, Order.By is null ? wanted : Math.Min(wanted, Settings.Reranker.Kept));
    }
}
