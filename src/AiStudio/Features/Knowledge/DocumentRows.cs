namespace AiStudio.Features.Knowledge;

/// <summary>A page of a base's documents, and how many there are of each sort on all pages.</summary>
internal sealed record DocumentRows(IReadOnlyList<DocumentRow> Rows, bool HasMore, DocumentCounts Counts);

/// <summary>How many documents a search has found.</summary>
internal sealed record DocumentCounts(int All, int InProgress, int Failed);
