namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>A document version on its way into the index, with what the stages need of its document and base.</summary>
internal sealed record IndexedVersion(
    Guid VersionId, Guid DocumentId, Guid KnowledgeBaseId, string Name, string MediaType, byte[] Original, string? Text,
    int Chunks, bool IsCurrent, Guid ProfileId, string Model, int Dimensions)
{
    public string Title => DocumentName.TitleOf(Name);
}
