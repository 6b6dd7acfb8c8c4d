using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>A program's way in, in the name of the member who made it. The secret itself is kept nowhere; here is its hash.</summary>
internal sealed class ApiKey
{
    public Guid OrganizationId { get; init; }

    /// <summary>What budgets and spend go by; a rotation does not change it.</summary>
    public Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The part of the key that may be shown.</summary>
    public required string PublicId { get; init; }

    public required byte[] SecretHash { get; set; }

    /// <summary>The secret before the last rotation.</summary>
    public byte[]? PreviousHash { get; set; }

    /// <summary>Until when the one before is good as well.</summary>
    public DateTimeOffset? PreviousUntil { get; set; }

    /// <summary>The rotation that made the secret: repeated by a program that has not heard its answer, it makes another secret and nothing else.</summary>
    public Guid? RotationId { get; set; }

    public required string[] Scopes { get; init; }

    /// <summary>The aliases and pinned ids it may ask for; empty for all.</summary>
    public required string[] Models { get; init; }

    public Guid CreatedBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.HasKey(key => new { key.OrganizationId, key.Id });
            builder.Property(key => key.PublicId).HasColumnName("prefix");
            builder.Property(key => key.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
