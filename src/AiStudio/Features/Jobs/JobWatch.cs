using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Jobs;

/// <summary>Lets people watch jobs: their own, and all of the organization's for those who look after it.</summary>
internal sealed class JobWatch(StudioDatabase database, JobFeed feed, TimeProvider time)
{
    // Signals arrive at once; this is for a node whose listening connection is away.
    private static readonly TimeSpan s_lookAtLeastEvery = TimeSpan.FromSeconds(10);

    /// <summary>Null when there is no such job that the caller may see.</summary>
    public async Task<JobView?> FindAsync(Caller caller, Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ReadAsync(db, caller, jobId, cancellationToken);
    }

    /// <summary>Null when it is not the caller's own.</summary>
    public Task<JobView?> FindOwnAsync(Caller caller, Guid jobId, CancellationToken cancellationToken) => FindAsync(caller with { Role = Role.Member }, jobId, cancellationToken);

    /// <summary>What happened after <paramref name="after"/> and what happens from now on, until the job ends. Nothing for a job that the caller may not see.</summary>
    public async IAsyncEnumerable<JobHappening> WatchAsync(Caller caller, Guid jobId, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        // Before the first look, so that nothing falls between.
        using var subscription = feed.Subscribe(caller.OrganizationId, id =>
        {
            if (id == jobId || id == Guid.Empty)
                changed.Writer.TryWrite(true);
        });
        for (var (last, percent) = (after, -1); ;)
        {
            var (job, events, areAll) = await ReadAfterAsync(caller, jobId, last, cancellationToken);
            if (job is null)
                yield break;
            foreach (var (number, kind) in events)
                yield return new JobHappening(last = number, kind, job);
            if (events.Count == 0 && job.ProgressPercent != percent && percent >= 0)
                yield return new JobHappening(null, "progress", job);
            percent = job.ProgressPercent;
            if (areAll)
                yield break;
            await WaitAsync(changed.Reader, cancellationToken);
        }
    }

    private async Task WaitAsync(ChannelReader<bool> changed, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = changed.ReadAsync(limit.Token).AsTask();
        await Task.WhenAny(signal, Task.Delay(s_lookAtLeastEvery, time, limit.Token));
        await limit.CancelAsync();
        await ((Task)signal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<(JobView? Job, List<Event> Events, bool AreAll)> ReadAfterAsync(Caller caller, Guid jobId, int after, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // The job first: one that has ended has all its events.
        var job = await ReadAsync(db, caller, jobId, cancellationToken);
        var events = job is null ? [] : await db.Database.SqlQuery<Event>($"""
            select number as "Number", kind as "Kind" from job_event where org_id = {caller.OrganizationId} and job_id = {jobId} and number > {after} order by number
            """).ToListAsync(cancellationToken);
        // What happened between these looks is told with the job as it stands after it.
        var now = job is null || job.Ended || events.Count == 0 ? job : await ReadAsync(db, caller, jobId, cancellationToken);
        return (now, events, job is { Ended: true });
    }

    private static Task<JobView?> ReadAsync(StudioDb db, Caller caller, Guid jobId, CancellationToken cancellationToken)
    {
        var everybody = caller.Role >= Role.Admin;
        return db.Set<Job>().AsNoTracking()
            .Where(job => job.Id == jobId && (everybody || job.RequestedBy == caller.UserId))
            .Select(job => new JobView(
                job.Id, job.Kind, job.SubjectId, job.State, job.Stage, job.ProgressPercent, job.Reason, job.CreatedAt, job.StartedAt, job.EndedAt))
            .SingleOrDefaultAsync(cancellationToken);
    }

    private sealed record Event(int Number, string Kind);
}
