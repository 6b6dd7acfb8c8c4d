using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models.Caching;

/// <summary>How an assistant's answers are cached. An assistant without a row goes by the defaults.</summary>
public sealed class AssistantCaching
{
    public required Guid OrganizationId { get; init; }

    public required Guid AssistantId { get; init; }

    /// <summary>How long an answer is kept, 0 – 10,080 minutes; 0 keeps none.</summary>
    public int KeepMinutes { get; set; } = 60;

    /// <summary>Whether a question of the same meaning gets the answer too.</summary>
    public bool Semantic { get; set; }

    /// <summary>The least similarity of the two questions as a person set it, 0.8 – 1.</summary>
    public double Threshold { get; set; } = 0.95;

    /// <summary>What wrong answers have raised it to.</summary>
    public double? TightenedThreshold { get; set; }

    /// <summary>Of a hundred such answers, how many are checked.</summary>
    public int RecheckPercent { get; set; } = 5;

    public DateTimeOffset UpdatedAt { get; set; }

    public double ThresholdInForce => Math.Max(Threshold, TightenedThreshold ?? 0);

    private sealed class Mapping : IEntityTypeConfiguration<AssistantCaching>
    {
        public void Configure(EntityTypeBuilder<AssistantCaching> builder)
        {
            builder.HasKey(caching => new { caching.OrganizationId, caching.AssistantId });
            builder.Ignore(caching => caching.ThresholdInForce);
        }
    }
}
