namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>The candidates in their last order.</summary>
/// <param name="Ranked">Best first.</param>
/// <param name="By">Who ordered them; null for the local ranking.</param>
/// <param name="Note">Why the one that was chosen did not, as a sentence; null when all is as it was set.</param>
internal sealed record RerankedOrder(IReadOnlyList<PassageCandidate> Ranked, string? By = null, string? Note = null);
