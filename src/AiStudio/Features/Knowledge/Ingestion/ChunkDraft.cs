namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>A piece of a text: <c>text[SpanStart..SpanEnd]</c> is the chunk.</summary>
internal sealed record ChunkDraft(string HeadingPath, int SpanStart, int SpanEnd, int? Page = null);
