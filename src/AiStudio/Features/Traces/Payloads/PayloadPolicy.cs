using System.Text.Json;
using AiStudio.Platform.Data;
using AiStudio.Platform.Redaction;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>What an organization keeps of its calls, and how long. Without a row: what <see cref="DefaultOf"/> says.</summary>
internal sealed class PayloadPolicy
{
    public const int LongestDays = 365;

    public required Guid OrganizationId { get; init; }

    public PayloadMode Mode { get; set; } = PayloadMode.Redacted;

    /// <summary>Texts: 1 to 365 days.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>Spans and decisions, which hold no text: 1 to 365 days.</summary>
    public int TraceDays { get; set; } = 90;

    /// <summary>What is taken out beside the usual.</summary>
    public IReadOnlyList<RedactionPattern> Patterns { get; set; } = [];

    public DateTimeOffset UpdatedAt { get; set; }

    public static PayloadPolicy DefaultOf(Guid organization) => new() { OrganizationId = organization };

    /// <summary>The policy of the organization that <paramref name="db"/> is in.</summary>
    public static async Task<PayloadPolicy> ReadAsync(StudioDb db, CancellationToken cancellationToken) =>
        await db.Set<PayloadPolicy>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? DefaultOf(db.Scope.OrganizationId);

    private sealed class Mapping : IEntityTypeConfiguration<PayloadPolicy>
    {
        private static readonly ValueConverter<IReadOnlyList<RedactionPattern>, string> s_patterns = new(
            patterns => JsonSerializer.Serialize(patterns, JsonSerializerOptions.Web),
            json => JsonSerializer.Deserialize<List<RedactionPattern>>(json, JsonSerializerOptions.Web)!);

        public void Configure(EntityTypeBuilder<PayloadPolicy> builder)
        {
            builder.HasKey(policy => policy.OrganizationId);
            builder.Property(policy => policy.Mode).HasConversion(new SnakeCaseConverter<PayloadMode>());
            builder.Property(policy => policy.Patterns).HasColumnType("jsonb").HasConversion(s_patterns);
        }
    }
}
