using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>What a guard showed at one look.</summary>
internal sealed class CanaryLook
{
    public Guid OrganizationId { get; init; }

    public Guid PromotionId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The metric's key.</summary>
    public required string Guard { get; init; }

    public int Step { get; init; }

    public long CandidateCount { get; init; }

    public double Candidate { get; init; }

    public long IncumbentCount { get; init; }

    public double Incumbent { get; init; }

    public double? Low { get; init; }

    public double? High { get; init; }

    public double Worst { get; init; }

    public static CanaryLook Of(VersionPromotion promotion, GuardReading reading, DateTimeOffset now) => new()
    {
        OrganizationId = promotion.OrganizationId,
        PromotionId = promotion.Id,
        At = now,
        Guard = reading.Guard.Metric.Key,
        Step = promotion.Step,
        CandidateCount = reading.Candidate.Count,
        Candidate = reading.Candidate.Mean,
        IncumbentCount = reading.Incumbent.Count,
        Incumbent = reading.Incumbent.Mean,
        Low = double.IsFinite(reading.Difference.Low) ? reading.Difference.Low : null,
        High = double.IsFinite(reading.Difference.High) ? reading.Difference.High : null,
        Worst = reading.Guard.Worst,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<CanaryLook>
    {
        public void Configure(EntityTypeBuilder<CanaryLook> builder) => builder.HasKey(look => new { look.OrganizationId, look.PromotionId, look.Guard, look.At });
    }
}
