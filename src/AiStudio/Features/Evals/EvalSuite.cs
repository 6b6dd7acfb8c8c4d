using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals;

/// <summary>Cases that a prompt's versions must pass, and how they are asked.</summary>
internal sealed class EvalSuite
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required Guid PromptId { get; init; }

    /// <summary>An alias or a pinned id.</summary>
    public required string Model { get; set; }

    public Guid[] KnowledgeBaseIds { get; set; } = [];

    public int TopK { get; set; } = 6;

    public double MinPassRate { get; set; } = 0.95;

    public double Margin { get; set; } = 0.05;

    public double AlertDrop { get; set; } = 0.05;

    public int Repeats { get; set; } = 1;

    public int Parallel { get; set; } = 4;

    public long BudgetNanoUsd { get; set; } = 1_000_000_000;

    public bool RunsOnChange { get; set; } = true;

    public bool Gates { get; set; } = true;

    /// <summary>When it runs every night, in UTC.</summary>
    public TimeOnly? NightlyAt { get; set; }

    public Guid? JudgeId { get; set; }

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EvalSuite>
    {
        public void Configure(EntityTypeBuilder<EvalSuite> builder)
        {
            builder.HasKey(suite => new { suite.OrganizationId, suite.Id });
            builder.Property(suite => suite.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
