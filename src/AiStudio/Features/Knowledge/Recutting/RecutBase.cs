using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Knowledge.Recutting;

/// <summary>Queues the documents of a base that are cut otherwise than it says now. One that is queued is not outdated any more, so a second run goes on where the first stood.</summary>
internal sealed class RecutBase(TimeProvider time) : IJobHandler
{
    public const string JobKind = "recut_base";

    private const int Batch = 20;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var baseId = run.SubjectId!.Value;
        var (done, all) = (0, 0);
        for (Guid? after = null; ;)
        {
            await using var db = await run.BeginAsync(cancellationToken);
            all = all > 0 ? all : await OutdatedDocuments.CountAsync(db, baseId, cancellationToken);
            var documents = await OutdatedDocuments.NextAsync(db, baseId, after, Batch, null, cancellationToken);
            if (documents.Count == 0)
            {
                return;
            }

            foreach (var document in documents)
            {
                await OutdatedDocuments.QueueAsync(db, document, time.GetUtcNow(), cancellationToken);
            }

            (after, done) = (documents[^1], done + documents.Count);
            await run.ReportAsync(db, "queueing", Math.Min(99, 100 * done / Math.Max(1, all)), cancellationToken);
            await db.CommitAsync(cancellationToken);
        }
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;
}
