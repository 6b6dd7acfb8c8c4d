using AiStudio.Features.Knowledge.Ingestion.Extraction;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>A document version on its way into the index, with what the stages need of its document and base.</summary>
internal sealed record IndexedVersion(
    Guid VersionId, Guid DocumentId, Guid KnowledgeBaseId, string Name, string MediaType, byte[] ContentHash, string? Text, int[]? Blocks,
    int Chunks, bool IsCurrent, int ChunkTokens, int OverlapTokens, Guid ProfileId, string Model, int Dimensions)
{
    public string Title => DocumentName.TitleOf(Name);

    public ChunkSize ChunkSize => ChunkSize.OfTokens(ChunkTokens, OverlapTokens);

    /// <summary>What was extracted by an earlier run. Versions of before blocks were kept are text or Markdown, whose blocks are read again.</summary>
    public ExtractedText? Extracted => Text is null ? null
        : new ExtractedText(Text, Blocks is null ? TextBlocks.Read(Text, MediaType == DocumentKind.Markdown) : BlockOutline.Unpack(Blocks));
}
