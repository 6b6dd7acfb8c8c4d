using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
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

    public RerankerKind Reranker { get; set; }

    public Guid? RerankConnectionId { get; set; }

    public string? RerankModel { get; set; }

    public int RerankN { get; set; } = RerankerChoice.KeptByDefault;

    public int TokenBudget { get; set; } = RetrievalSettings.Default.TokenBudget;

    public float CuratedThreshold { get; set; } = (float)RetrievalSettings.Default.CuratedThreshold;

    public Guid? UpdatedBy { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public RetrievalSettings ToSettings() => new(Fusion, new FeatureWeights(Words, Vector, Sentences, Title), TopK)
    {
        Reranker = new RerankerChoice(Reranker, RerankConnectionId, RerankModel, RerankN),
        TokenBudget = TokenBudget,
        CuratedThreshold = Math.Round(CuratedThreshold, 3),
    };

    /// <summary>Takes over all of <paramref name="settings"/>.</summary>
    public void Take(RetrievalSettings settings)
    {
        (Fusion, TopK, TokenBudget, CuratedThreshold) = (settings.Fusion, settings.TopK, settings.TokenBudget, (float)settings.CuratedThreshold);
        (Words, Vector) = ((float)settings.Weights.Words, (float)settings.Weights.Vector);
        (Sentences, Title) = ((float)settings.Weights.Sentences, (float)settings.Weights.Title);
        (Reranker, RerankConnectionId, RerankModel, RerankN) = (settings.Reranker.Kind, settings.Reranker.ConnectionId, settings.Reranker.Model, settings.Reranker.Kept);
    }

    private sealed class Mapping : IEntityTypeConfiguration<RetrievalSetting>
    {
        public void Configure(EntityTypeBuilder<RetrievalSetting> builder)
        {
            builder.HasKey(setting => new { setting.OrganizationId, setting.KnowledgeBaseId });
            builder.Property(setting => setting.Fusion).HasConversion(new SnakeCaseConverter<FusionKind>());
            builder.Property(setting => setting.Reranker).HasConversion(new SnakeCaseConverter<RerankerKind>());
        }
    }
}
