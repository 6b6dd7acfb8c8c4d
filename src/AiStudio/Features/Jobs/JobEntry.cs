namespace AiStudio.Features.Jobs;

/// <summary>A job as those see it who wait for it.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Kind">What it does.</param>
/// <param name="SubjectId">What it is about.</param>
/// <param name="RequestedBy">Who asked for it; null for the app itself.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Stage">What it is doing.</param>
/// <param name="ProgressPercent">0 to 100.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="Reason">Why it failed or waits, for a person.</param>
/// <param name="CancelRequested">Whether it has been asked to stop.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it last began.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record JobEntry(
    Guid Id, string Kind, Guid? SubjectId, Guid? RequestedBy, JobState State, string Stage, int ProgressPercent, int Attempts, string? Reason,
    bool CancelRequested, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);
