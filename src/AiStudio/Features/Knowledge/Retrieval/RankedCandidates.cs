namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>The candidates of both arms in one order.</summary>
/// <param name="Ranked">Best first.</param>
/// <param name="Alike">How much of the question's rarity the best candidate has, in words or words that look like them; from 0 to 1.</param>
/// <param name="Fits">Whether any has to do with the question at all.</param>
internal sealed record RankedCandidates(IReadOnlyList<PassageCandidate> Ranked, double Alike, bool Fits)
{
    /// <summary>Nothing was looked for, so nothing is missing.</summary>
    public static RankedCandidates None { get; } = new([], 0, true);
}
