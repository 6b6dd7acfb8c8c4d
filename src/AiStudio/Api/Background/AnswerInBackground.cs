using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;

namespace AiStudio.Api.Background;

/// <summary>The job of one chat completion that nobody waits for. While no provider answers it waits; who asked can watch it, and take it back.</summary>
internal sealed class AnswerInBackground(OfflineChat chat) : IJobHandler
{
    public const string JobKind = "chat-completion";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        List<BackgroundRequest> open;
        await using (var db = await run.BeginAsync(cancellationToken))
        {
            open = await BackgroundRequests.TakeUpAsync(db, run.SubjectId!.Value, 1, cancellationToken);
            await run.ReportAsync(db, "answering", 0, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }

        foreach (var request in open)
        {
            var answer = await chat.AnswerAsync(run.Scope.OrganizationId, request, cancellationToken);
            // It is paid for: kept also while this node stops.
            await using var db = await run.BeginAsync(CancellationToken.None);
            await BackgroundRequests.AnswerAsync(db, request.Id, answer, CancellationToken.None);
            await db.CommitAsync(CancellationToken.None);
        }
    }

    // The job's history says it. A webhook would be told from there as well, since good ends and bad ones pass it alike.
    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;
}
