using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge.Readers;

/// <summary>People who read the same bases.</summary>
internal sealed class ReaderGroup
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    private sealed class Mapping : IEntityTypeConfiguration<ReaderGroup>
    {
        public void Configure(EntityTypeBuilder<ReaderGroup> builder) => builder.HasKey(group => new { group.OrganizationId, group.Id });
    }
}
