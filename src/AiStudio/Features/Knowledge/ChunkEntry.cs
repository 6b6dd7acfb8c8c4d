namespace AiStudio.Features.Knowledge;

/// <summary>A passage of a document's searched version.</summary>
/// <param name="Id">What citations name.</param>
/// <param name="Ordinal">Its number in the document, from 0.</param>
/// <param name="HeadingPath">The headings it stands under.</param>
/// <param name="Page">The page it begins on, where there are pages.</param>
/// <param name="SpanStart">Where it begins in the document's text, in UTF-16 code units.</param>
/// <param name="SpanEnd">Where it ends.</param>
/// <param name="Text">What is searched and quoted.</param>
internal sealed record ChunkEntry(Guid Id, int Ordinal, string HeadingPath, int? Page, int SpanStart, int SpanEnd, string Text);
