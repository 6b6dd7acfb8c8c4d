using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>One of the versions among which traffic is split.</summary>
internal sealed class ExperimentArm
{
    public Guid OrganizationId { get; init; }

    public Guid ExperimentId { get; init; }

    /// <summary>From 0.</summary>
    public int Number { get; init; }

    public required string Name { get; init; }

    public Guid VersionId { get; init; }

    /// <summary>Its share, in any unit: what counts is its part of the sum.</summary>
    public int Weight { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ExperimentArm>
    {
        public void Configure(EntityTypeBuilder<ExperimentArm> builder)
        {
            builder.HasKey(arm => new { arm.OrganizationId, arm.ExperimentId, arm.Number });
            builder.HasOne<Experiment>().WithMany().HasForeignKey(arm => new { arm.OrganizationId, arm.ExperimentId });
        }
    }
}
