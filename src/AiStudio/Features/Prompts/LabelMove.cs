using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts;

/// <summary>One move of a label: from where, to where, by whom and why.</summary>
internal sealed class LabelMove
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid PromptId { get; init; }

    public required string Label { get; init; }

    public Guid? FromVersionId { get; init; }

    public Guid ToVersionId { get; init; }

    public Guid? MovedBy { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Whether it put the label back, so that what it left is not gone back to.</summary>
    public bool Rollback { get; init; }

    public DateTimeOffset MovedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LabelMove>
    {
        public void Configure(EntityTypeBuilder<LabelMove> builder) => builder.HasKey(move => new { move.OrganizationId, move.Id });
    }
}
