using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts.Units;

/// <summary>By which label the people of a unit are answered where others are answered by <see cref="PromptLabel.Production"/>.</summary>
internal sealed class UnitLabel
{
    public Guid OrganizationId { get; init; }

    public Guid PromptId { get; init; }

    public Guid UnitId { get; init; }

    public required string Label { get; set; }

    public Guid SetBy { get; set; }

    public DateTimeOffset SetAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<UnitLabel>
    {
        public void Configure(EntityTypeBuilder<UnitLabel> builder)
        {
            builder.ToTable("unit_label");
            builder.HasKey(label => new { label.OrganizationId, label.PromptId, label.UnitId });
        }
    }
}
