using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.ActivityLog;

/// <summary>Who did what to what in an organization. Rows are added, never changed.</summary>
internal sealed class ActivityEntry
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; }

    /// <summary>The person, or null for the system.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>What happened, as <c>noun.verb_past</c>: <c>member.role_changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing it happened to: <c>member</c>, <c>invitation</c>, <c>prompt</c>.</summary>
    public required string Subject { get; init; }

    public Guid? SubjectId { get; init; }

    /// <summary>A JSON object; never a text that a model or a user wrote.</summary>
    public required string Detail { get; init; }

    /// <summary>What was there before, as a JSON object; null when nothing was, or nothing of it can be said.</summary>
    public string? Before { get; init; }

    /// <summary>The same values after.</summary>
    public string? After { get; init; }

    /// <summary>From where: null for the system.</summary>
    public string? Address { get; init; }

    public string? UserAgent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ActivityEntry>
    {
        public void Configure(EntityTypeBuilder<ActivityEntry> builder)
        {
            builder.ToTable("activity_log");
            builder.HasKey(entry => new { entry.OrganizationId, entry.Id });
            builder.Property(entry => entry.Detail).HasColumnType("jsonb");
            builder.Property(entry => entry.Before).HasColumnType("jsonb");
            builder.Property(entry => entry.After).HasColumnType("jsonb");
            builder.Property(entry => entry.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
