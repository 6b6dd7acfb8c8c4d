namespace AiStudio.Features.Jobs;

/// <summary>A job that ended without its result.</summary>
internal sealed record EndedJob(Guid JobId, Guid? SubjectId, string Arguments, JobState State, string? Reason);
