using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts.Protection;

/// <summary>A label that only owners move, on every prompt of the organization.</summary>
internal sealed class ProtectedLabel
{
    public Guid OrganizationId { get; init; }

    public required string Label { get; init; }

    public Guid ProtectedBy { get; init; }

    public DateTimeOffset ProtectedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProtectedLabel>
    {
        public void Configure(EntityTypeBuilder<ProtectedLabel> builder)
        {
            builder.ToTable("protected_label");
            builder.HasKey(label => new { label.OrganizationId, label.Label });
        }
    }
}
