namespace AiStudio.Features.Jobs;

/// <summary>Work to do.</summary>
/// <param name="Kind">Names the <see cref="IJobHandler"/>.</param>
/// <param name="SubjectId">What the work is about, so that a page finds the job of its row.</param>
/// <param name="Arguments">JSON for the handler.</param>
internal sealed record NewJob(string Kind, Guid? SubjectId, string Arguments = "{}")
{
    /// <summary>How often it is begun before it is given up. Work that keeps what it has done may be begun more often.</summary>
    public int MaxAttempts { get; init; } = 3;
}
