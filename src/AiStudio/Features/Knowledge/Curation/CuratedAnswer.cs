using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>A question and the answer that people have agreed on.</summary>
internal sealed class CuratedAnswer
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid KnowledgeBaseId { get; init; }

    public required string Question { get; set; }

    public required string Answer { get; set; }

    /// <summary>The question's vector by <see cref="EmbeddingModel"/>; null when that did not answer, and then words alone compare.</summary>
    public float[]? Embedding { get; set; }

    public string? EmbeddingModel { get; set; }

    public CuratedState State { get; set; }

    public Guid? CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Guid? ApprovedBy { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    /// <summary>How often it was given; a few seconds behind.</summary>
    public long Hits { get; private set; }

    public DateTimeOffset? LastHitAt { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<CuratedAnswer>
    {
        public void Configure(EntityTypeBuilder<CuratedAnswer> builder)
        {
            builder.HasKey(answer => new { answer.OrganizationId, answer.Id });
            builder.Property(answer => answer.State).HasConversion(new SnakeCaseConverter<CuratedState>());
            builder.Property(answer => answer.Embedding).HasColumnType("real[]");
        }
    }
}
