using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge;

/// <summary>A set of documents that assistants answer from. Every member of the organization may read it.</summary>
internal sealed class KnowledgeBase
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public required Guid EmbeddingProfileId { get; set; }

    /// <summary>The length of a chunk, in tokens. Documents that are indexed from then on go by it.</summary>
    public int ChunkTokens { get; set; } = 200;

    /// <summary>How much of a chunk the next one says again, in tokens.</summary>
    public int OverlapTokens { get; set; }

    /// <summary>The profile whose vectors are being filled beside the live ones.</summary>
    public Guid? NextProfileId { get; set; }

    /// <summary>The profile of before, whose vectors are still there.</summary>
    public Guid? PreviousProfileId { get; set; }

    public Guid? ReindexJobId { get; set; }

    /// <summary>Whether its vectors stand in the HNSW index, as those of large bases do.</summary>
    public VectorIndexState VectorIndex { get; init; }

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; set; }
}

internal sealed class KnowledgeBaseMapping : IEntityTypeConfiguration<KnowledgeBase>
{
    public void Configure(EntityTypeBuilder<KnowledgeBase> builder)
    {
        builder.HasKey(knowledge => new { knowledge.OrganizationId, knowledge.Id });
        builder.Property(knowledge => knowledge.VectorIndex).HasConversion<SnakeCaseConverter<VectorIndexState>>();
    }
}
