namespace AiStudio.Features.Jobs;

/// <summary>A job as whoever asked for it sees it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Kind">What kind of work it is.</param>
/// <param name="SubjectId">What it is about.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Stage">What it does at the moment.</param>
/// <param name="ProgressPercent">0 to 100.</param>
/// <param name="Reason">Why it waits, failed or was given up; for people.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it was first worked on.</param>
/// <param name="EndedAt">When it ended.</param>
internal sealed record JobView(
    Guid Id, string Kind, Guid? SubjectId, JobState State, string Stage, int ProgressPercent, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>Whether nothing more will happen, unless somebody retries it.</summary>
    public bool Ended => State is JobState.Succeeded or JobState.Cancelled or JobState.Dead;
}
