using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models.Health;

/// <summary>What one cheap real call through a connection showed last, on whichever node. The database function <c>claim_connection_checks</c> says who makes the next.</summary>
public sealed class ConnectionCheck
{
    public Guid OrganizationId { get; init; }

    public Guid ConnectionId { get; init; }

    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>Null: the call was not made, as when the organization's budget is spent. That says nothing about the provider.</summary>
    public bool? Answered { get; set; }

    public string? ModelId { get; set; }

    public int? LatencyMs { get; set; }

    public string? ErrorCode { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ConnectionCheck>
    {
        public void Configure(EntityTypeBuilder<ConnectionCheck> builder) =>
            builder.HasKey(check => new { check.OrganizationId, check.ConnectionId });
    }
}
