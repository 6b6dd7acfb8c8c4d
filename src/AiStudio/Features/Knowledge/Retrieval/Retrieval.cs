namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>What a question found, best first, and how long that took.</summary>
internal sealed record Retrieval(IReadOnlyList<RetrievedPassage> Passages, int DurationMs);
