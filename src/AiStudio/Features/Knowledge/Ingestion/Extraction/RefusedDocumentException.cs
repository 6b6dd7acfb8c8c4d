namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>The file cannot be read, now or later; the message says why and what to do, to a person.</summary>
internal sealed class RefusedDocumentException(string message) : Exception(message)
{
    public static RefusedDocumentException Damaged(string mediaType) =>
        new($"This {DocumentKind.NameOf(mediaType)} file is damaged and cannot be read. Open it in its own program, save it again, then add the new file.");

    public static RefusedDocumentException TooLong =>
        new("This document has more text than can be indexed at once (10 million characters). Split it, then add the parts.");

    public static RefusedDocumentException TooManyBlocks =>
        new("This document has more paragraphs than can be indexed at once (400,000). Split it, then add the parts.");

    public static RefusedDocumentException TooManyChunks =>
        new("This document falls into more passages than can be searched well (20,000). Split it, or let the base cut its documents into longer passages, then add it again.");
}
