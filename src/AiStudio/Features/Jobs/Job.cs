using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Jobs;

/// <summary>A piece of slow work: visible, cancellable, retryable. Whoever runs it holds its lease.</summary>
internal sealed class Job
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public Guid? SubjectId { get; init; }

    public Guid? RequestedBy { get; init; }

    public string Arguments { get; init; } = "{}";

    public JobState State { get; set; } = JobState.Queued;

    public string Stage { get; set; } = "";

    public int ProgressPercent { get; set; }

    public int Attempts { get; set; }

    public int MaxAttempts { get; init; } = 3;

    public string? Reason { get; set; }

    /// <summary>Since when it has been waiting for a provider, with tries in between.</summary>
    public DateTimeOffset? WaitingSince { get; set; }

    public DateTimeOffset? CancelRequestedAt { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

internal sealed class JobMapping : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.HasKey(job => new { job.OrganizationId, job.Id });
        builder.Property(job => job.Arguments).HasColumnType("jsonb");
        builder.Property(job => job.State).HasConversion<SnakeCaseConverter<JobState>>();
    }
}
