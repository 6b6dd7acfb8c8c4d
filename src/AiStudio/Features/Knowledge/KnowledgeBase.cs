using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge;

/// <summary>A set of documents that assistants answer from. Every member of the organization may read it, unless it has readers.</summary>
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

    /// <summary>Whether questions that search it are kept for those who look after it.</summary>
    public bool KeepsQueries { get; set; } = true;

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>The job that takes it away for good; from then on nothing else is done with it.</summary>
    public Guid? DeletionJobId { get; set; }

    /// <summary>How many chunks it had when its deletion began, of all versions.</summary>
    public int ChunksToDelete { get; set; }

    /// <summary>How many of them are gone.</summary>
    public int ChunksDeleted { get; init; }
}

internal sealed class KnowledgeBaseMapping : IEntityTypeConfiguration<KnowledgeBase>
{
    public void Configure(EntityTypeBuilder<KnowledgeBase> builder)
    {
        builder.HasKey(knowledge => new { knowledge.OrganizationId, knowledge.Id });
        builder.Property(knowledge => knowledge.VectorIndex).HasConversion<SnakeCaseConverter<VectorIndexState>>();
    }
}
