namespace AiStudio.Features.Knowledge;

/// <summary>What became of a file that was taken in.</summary>
internal sealed record AddedDocument(Guid DocumentId, AddedAs As);

internal enum AddedAs
{
    NewDocument,
    NewVersion,

    /// <summary>The newest version is this very file; nothing was done.</summary>
    Unchanged,
}
