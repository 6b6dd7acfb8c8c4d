namespace AiStudio.Features.Chat;

/// <summary>
/// What a marker <c>[n]</c> in an answer points at. The passage itself is not kept with it: it is read again for whoever looks, by what that person may read then.
/// </summary>
/// <param name="Number">The number in the marker.</param>
/// <param name="ChunkId">The passage in the knowledge base.</param>
/// <param name="DocumentId">Its document.</param>
/// <param name="Document">The document's name when it was cited.</param>
/// <param name="HeadingPath">Where in the document.</param>
/// <param name="Page">The page, where there are pages.</param>
/// <param name="Quote">The words the answer quotes, if they stand in the passage.</param>
/// <param name="Verified">Whether the words it quotes stand in the passage; null when it quotes none.</param>
internal sealed record Citation(
    int Number, Guid ChunkId, Guid DocumentId, string Document, string HeadingPath, int? Page, string? Quote, bool? Verified = null)
{
    /// <summary>Whether it is an approved answer, and so <see cref="DocumentId"/> its knowledge base.</summary>
    public bool IsCurated { get; init; }
}
