using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Quality.Rules;

/// <summary>From which figure on an organization wants to hear of it.</summary>
internal sealed class QualityThreshold
{
    public Guid OrganizationId { get; init; }

    public required string Rule { get; init; }

    /// <summary>Null: nobody wants to hear of it.</summary>
    public double? Threshold { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<QualityThreshold>
    {
        public void Configure(EntityTypeBuilder<QualityThreshold> builder)
        {
            builder.ToTable("quality_rule");
            builder.HasKey(row => new { row.OrganizationId, row.Rule });
        }
    }
}
