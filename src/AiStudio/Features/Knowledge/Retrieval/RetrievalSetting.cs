using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>How a base is searched, when not as the product does.</summary>
internal sealed class RetrievalSetting
{
    public required Guid OrganizationId { get; init; }

    public required Guid KnowledgeBaseId { get; init; }

    public FusionKind Fusion { get; set; }

    public float Words { get; set; } = 1;

    public float Vector { get; set; } = 1;

    public float Sentences { get; set; } = 1;

    public float Title { get; set; } = 1;

    public int TopK { get; set; } = 10;

    public Guid? UpdatedBy { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public RetrievalSettings ToSettings() => new(Fusion, new FeatureWeights(Words, Vector, Sentences, Title), TopK);

    private sealed class Mapping : IEntityTypeConfiguration<RetrievalSetting>
    {
        public void Configure(EntityTypeBuilder<RetrievalSetting> builder)
        {
            builder.HasKey(setting => new { setting.OrganizationId, setting.KnowledgeBaseId });
            builder.Property(setting => setting.Fusion).HasConversion(new SnakeCaseConverter<FusionKind>());
        }
    }
}
