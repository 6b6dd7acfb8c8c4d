using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Promotion;

/// <summary>What the gate was shown of one suite.</summary>
internal sealed class PromotionEvidence
{
    public Guid OrganizationId { get; init; }

    public Guid PromotionId { get; init; }

    public Guid SuiteId { get; init; }

    public Guid RunId { get; init; }

    /// <summary>The incumbent's run over the same cases.</summary>
    public Guid? IncumbentRunId { get; init; }

    /// <summary>Of prompt, model, tools and dataset when it was shown: once one of them has changed it is worth nothing.</summary>
    public required byte[] EvidenceHash { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PromotionEvidence>
    {
        public void Configure(EntityTypeBuilder<PromotionEvidence> builder) =>
            builder.HasKey(evidence => new { evidence.OrganizationId, evidence.PromotionId, evidence.SuiteId });
    }
}
