using AiStudio.Platform.Data;

namespace AiStudio.Features.Jobs;

/// <summary>What a feature does for one kind of job. One instance serves all of them.</summary>
internal interface IJobHandler
{
    string Kind { get; }

    /// <summary>
    /// Does the work. It may have been cut off before at any point: look first what is already there. Every effect goes through
    /// <see cref="JobRun.BeginAsync"/>. Throw <see cref="JobFailedException"/> when another attempt would fail as well.
    /// </summary>
    Task RunAsync(JobRun run, CancellationToken cancellationToken);

    /// <summary>The job was cancelled or given up; runs inside the transaction that says so.</summary>
    Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken);
}
