namespace AiStudio.Features.Jobs;

/// <summary>One thing a watcher of a job sees.</summary>
/// <param name="Number">Its number in the job's history, from 1; null for progress, which is not kept.</param>
/// <param name="Kind">What happened, such as <c>started</c>, <c>stage</c>, <c>progress</c>, <c>waiting</c> or <c>succeeded</c>.</param>
/// <param name="Job">The job as it stands now.</param>
internal sealed record JobHappening(int? Number, string Kind, JobView Job);
