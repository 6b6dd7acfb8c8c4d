using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts;

/// <summary>A movable name for a version of a prompt.</summary>
internal sealed class PromptLabel
{
    public const string Production = "production";

    public Guid OrganizationId { get; init; }

    public Guid PromptId { get; init; }

    public required string Label { get; init; }

    public Guid VersionId { get; set; }

    public DateTimeOffset MovedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PromptLabel>
    {
        public void Configure(EntityTypeBuilder<PromptLabel> builder) => builder.HasKey(label => new { label.OrganizationId, label.PromptId, label.Label });
    }
}
