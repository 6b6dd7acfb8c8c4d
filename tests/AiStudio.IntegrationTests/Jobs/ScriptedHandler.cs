using System.Collections.Concurrent;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;

namespace AiStudio.IntegrationTests.Jobs;

/// <summary>A handler that does what the test says, and remembers what it was told.</summary>
internal sealed class ScriptedHandler : IJobHandler
{
    public const string JobKind = "scripted";

    public string Kind => JobKind;

    public Func<JobRun, CancellationToken, Task> Work { get; set; } = (_, _) => Task.CompletedTask;

    public ConcurrentQueue<Guid> Runs { get; } = new();

    public ConcurrentQueue<EndedJob> Endings { get; } = new();

    public Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        Runs.Enqueue(run.JobId);
        return Work(run, cancellationToken);
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken)
    {
        Endings.Enqueue(job);
        return Task.CompletedTask;
    }
}
