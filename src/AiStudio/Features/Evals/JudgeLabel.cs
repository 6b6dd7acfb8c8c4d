using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals;

/// <summary>What a person and a judge say of one answer.</summary>
internal sealed class JudgeLabel
{
    public required Guid OrganizationId { get; init; }

    public required Guid JudgeId { get; init; }

    /// <summary>The judge's content when it was labelled.</summary>
    public required byte[] JudgeHash { get; init; }

    public required Guid RunId { get; init; }

    public required Guid CaseId { get; init; }

    public required int Repeat { get; init; }

    /// <summary>Whether the person finds the answer good.</summary>
    public bool Human { get; set; }

    /// <summary>Whether the judge does; null: not asked yet.</summary>
    public bool? Judge { get; set; }

    public required Guid LabelledBy { get; set; }

    public DateTimeOffset LabelledAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<JudgeLabel>
    {
        public void Configure(EntityTypeBuilder<JudgeLabel> builder)
        {
            builder.HasKey(label => new { label.OrganizationId, label.JudgeId, label.JudgeHash, label.RunId, label.CaseId, label.Repeat });
            builder.Property(label => label.LabelledAt).HasDefaultValueSql("now()");
        }
    }
}
