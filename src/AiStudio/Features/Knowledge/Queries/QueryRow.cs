namespace AiStudio.Features.Knowledge.Queries;

/// <summary>A question that a base was searched with, and what it found. Who asked it is not known here.</summary>
/// <param name="Id">Made in the order of time.</param>
/// <param name="Source"><c>chat</c>, <c>assistant</c> or <c>search</c>.</param>
/// <param name="Query">As it was asked.</param>
/// <param name="Rewritten">What was searched for instead, with what had been said before.</param>
/// <param name="Good">Whether something was good enough to answer from.</param>
/// <param name="Used">How many passages were given to the model.</param>
/// <param name="BestWords">The best score of the words' arm (BM25).</param>
/// <param name="BestVector">The best score of the vectors' arm (cosine).</param>
/// <param name="Note">What did not go as it was set.</param>
/// <param name="DurationMs">How long the search took.</param>
/// <param name="Rating">-1 or 1, when the answer was rated.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Filter">What it was narrowed to, as the log has it; null when it was not.</param>
public sealed record QueryRow(
    Guid Id, string Source, string Query, string? Rewritten, bool Good, int Used, float? BestWords, float? BestVector, string? Note, int DurationMs, short? Rating,
    DateTimeOffset AskedAt, string? Filter);
