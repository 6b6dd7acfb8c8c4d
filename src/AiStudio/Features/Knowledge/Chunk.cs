using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge;

/// <summary>A passage of a document version: what is searched, quoted and cited. Written in bulk by the ingestion, read here.</summary>
internal sealed class Chunk
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid KnowledgeBaseId { get; init; }

    public required Guid DocumentId { get; init; }

    public required Guid DocumentVersionId { get; init; }

    public required int Ordinal { get; init; }

    public required string Title { get; init; }

    public required string HeadingPath { get; init; }

    public int? Page { get; init; }

    public required int SpanStart { get; init; }

    public required int SpanEnd { get; init; }

    public required string Text { get; init; }

    public required byte[] ContentHash { get; init; }
}

internal sealed class ChunkMapping : IEntityTypeConfiguration<Chunk>
{
    public void Configure(EntityTypeBuilder<Chunk> builder) => builder.HasKey(chunk => new { chunk.OrganizationId, chunk.Id });
}
