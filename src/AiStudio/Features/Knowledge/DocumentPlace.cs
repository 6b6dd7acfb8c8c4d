namespace AiStudio.Features.Knowledge;

/// <summary>
/// Where to open a document: at a chunk, whose version is opened; else in the version of this number, or the current one, at the first chunk of a page,
/// or from its stretch numbered <c>First</c>.
/// </summary>
internal sealed record DocumentPlace(Guid? ChunkId, int? Version, int First, int? Page = null);
