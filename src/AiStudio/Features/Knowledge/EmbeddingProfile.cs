using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge;

/// <summary>A model that turns text into vectors, and their dimension. Vectors of different profiles are never compared.</summary>
internal sealed class EmbeddingProfile
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    /// <summary>An alias or pinned id, resolved by the gateway.</summary>
    public required string Model { get; init; }

    public required int Dimensions { get; init; }

    public int Version { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class EmbeddingProfileMapping : IEntityTypeConfiguration<EmbeddingProfile>
{
    public void Configure(EntityTypeBuilder<EmbeddingProfile> builder) => builder.HasKey(profile => new { profile.OrganizationId, profile.Id });
}
