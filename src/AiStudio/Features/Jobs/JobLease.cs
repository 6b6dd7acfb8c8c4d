using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Jobs;

/// <summary>The right to work on a job, until somebody else holds it.</summary>
internal sealed record JobLease(
    Guid OrganizationId, Guid JobId, Guid Token, string Kind, Guid? SubjectId, Guid? RequestedBy, string Arguments, int Attempt, int MaxAttempts)
{
    /// <summary>How long ago it first had to wait for a provider, when it has.</summary>
    public TimeSpan? WaitingFor { get; init; }

    public TenantScope Scope => new(OrganizationId, RequestedBy);

    public EndedJob Ended(JobState state, string? reason) => new(JobId, SubjectId, Arguments, state, reason);
}
