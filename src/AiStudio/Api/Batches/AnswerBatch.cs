using AiStudio.Api.Background;
using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Batches;

/// <summary>
/// The job of a batch: so many lines at once, each answer kept as it comes. Whoever takes the job over after a crash goes on with the lines that have no answer:
/// one that has is never asked again. While the providers are down or limit us, the job waits.
/// </summary>
internal sealed class AnswerBatch(OfflineChat chat, IOptions<BatchOptions> options) : IJobHandler
{
    public const string JobKind = "chat-batch";
    private const int RoundsEach = 8;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        while (await TakeUpAsync(run, cancellationToken) is { Count: > 0 } open)
        {
            GatewayException? outage = null;
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(open, parallel, async (request, _) =>
            {
                if (Volatile.Read(ref outage) is not null)
                    return;
                try
                {
                    await AnswerAsync(run, request, cancellationToken);
                }
                catch (GatewayException failure)
                {
                    // The others that are under way end first: they are paid for.
                    Volatile.Write(ref outage, failure);
                }
            });
            if (outage is not null)
                throw outage;
        }
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<List<BackgroundRequest>> TakeUpAsync(JobRun run, CancellationToken cancellationToken)
    {
        var batch = run.SubjectId!.Value;
        await using var db = await run.BeginAsync(cancellationToken);
        var open = await BackgroundRequests.TakeUpAsync(db, batch, options.Value.Parallel * RoundsEach, cancellationToken);
        var percent = await db.Database.SqlQuery<int>($"""
            select answered * 100 / requests as "Value" from chat_batch where org_id = {db.Scope.OrganizationId} and id = {batch}
            """).SingleAsync(cancellationToken);
        await run.ReportAsync(db, "answering", percent, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return open;
    }

    private async Task AnswerAsync(JobRun run, BackgroundRequest request, CancellationToken cancellationToken)
    {
        var answer = await chat.AnswerAsync(run.Scope.OrganizationId, request, cancellationToken);
        // It is paid for: kept also while this node stops.
        await using var db = await run.BeginAsync(CancellationToken.None);
        await BackgroundRequests.AnswerAsync(db, request.Id, answer, CancellationToken.None);
        await db.CommitAsync(CancellationToken.None);
    }
}
