using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Api.RateLimits;

/// <summary>A limit an admin has set.</summary>
internal sealed class RateLimitRule
{
    public const string AnyResource = "*";

    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; }

    public required RateScope Scope { get; init; }

    /// <summary>This user or key only; null is each of them.</summary>
    public Guid? SubjectId { get; init; }

    public required RateUnit Unit { get; init; }

    /// <summary><c>chat</c>, <c>embeddings</c>, <c>models</c>, <c>api</c>, <c>api/</c> and the first word of an address under it, or <see cref="AnyResource"/> for all of them counted together.</summary>
    public required string Resource { get; init; }

    public required long PerMinute { get; set; }

    /// <summary>The highest that applies holds.</summary>
    public int Priority { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class RateLimitRuleMapping : IEntityTypeConfiguration<RateLimitRule>
{
    public void Configure(EntityTypeBuilder<RateLimitRule> builder)
    {
        builder.HasKey(rule => new { rule.OrganizationId, rule.Id });
        builder.Property(rule => rule.Scope).HasConversion<SnakeCaseConverter<RateScope>>();
        builder.Property(rule => rule.Unit).HasConversion<SnakeCaseConverter<RateUnit>>();
    }
}
