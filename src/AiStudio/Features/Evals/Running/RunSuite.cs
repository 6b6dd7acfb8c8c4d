using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.Features.Prompts;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Evals.Running;

/// <summary>
/// The job of a run: so many cases at once, each result kept as it comes. Before a case is asked its row and the id of its call are committed; whoever takes the job
/// over after a crash asks again only what has no result. While the providers are down the job waits.
/// </summary>
internal sealed class RunSuite(CaseTrial trial, RunEnding ending, IRouteTable routes, IOptions<GatewayOptions> options) : IJobHandler
{
    public const string JobKind = "eval_run";
    private const int RoundsEach = 4;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await SetUpAsync(run, cancellationToken) is not var (setup, money, done))
            return;
        var progress = new RunProgress(done, setup.Run.Cases * setup.Run.Repeats);
        while (await TakeUpAsync(run, setup, progress, cancellationToken) is { Count: > 0 } open)
        {
            Exception? stop = null;
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = setup.Suite.Parallel, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(open, parallel, async (one, _) =>
            {
                if (Volatile.Read(ref stop) is not null)
                    return;
                try
                {
                    await trial.RunAsync(run, setup, one, money, progress, cancellationToken);
                }
                catch (Exception failure) when (failure is GatewayException or JobFailedException)
                {
                    // The others that are under way end first: they are paid for.
                    Interlocked.CompareExchange(ref stop, failure, null);
                }
            });
            if (stop is GatewayException fault)
                throw RunFaults.StopRun(fault.Error) ? new JobFailedException(fault.Message) : fault;
            if (stop is not null)
                throw stop;
        }

        await ending.EndAsync(run, setup, cancellationToken);
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) =>
        RunEnding.AbandonAsync(db, job.SubjectId!.Value, job.State == JobState.Cancelled ? EvalRunState.Cancelled : EvalRunState.Failed, job.Reason, cancellationToken);

    private async Task<(RunSetup Setup, RunMoney Money, int Done)?> SetUpAsync(JobRun job, CancellationToken cancellationToken)
    {
        var id = job.SubjectId!.Value;
        await using var db = await job.BeginAsync(cancellationToken);
        var run = await db.Set<EvalRun>().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw new JobFailedException("The run was deleted meanwhile.");
        if (run.State == EvalRunState.Ended)
            return null;
        // One that was stopped goes on when somebody has asked for another attempt of its job.
        (run.State, run.Reason, run.EndedAt) = (EvalRunState.Running, null, null);
        await RunRows.TakeBackAsync(db, id, cancellationToken);
        var suite = await db.Set<EvalSuite>().AsNoTracking().SingleAsync(row => row.Id == run.SuiteId, cancellationToken);
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleAsync(row => row.Id == run.VersionId, cancellationToken);
        var judge = suite.JudgeId is { } judgeId ? await db.Set<EvalJudge>().AsNoTracking().SingleAsync(row => row.Id == judgeId, cancellationToken) : null;
        var caller = job.Caller(EvalsModule.Feature);
        var plan = await routes.ResolveAsync(caller, run.Model, cancellationToken) ?? throw new JobFailedException($"There is no model or alias {run.Model} any more.");
        var judgePlan = judge is null ? null : await routes.ResolveAsync(caller, judge.Model, cancellationToken);
        var rerankers = await RerankModels.OfAsync(db, suite.KnowledgeBaseIds, cancellationToken);
        var committed = await RunRows.CommittedAsync(db, id, cancellationToken);
        var done = await db.Set<EvalResult>().CountAsync(row => row.RunId == id, cancellationToken);
        await db.CommitAsync(cancellationToken);
        var estimate = new RunEstimate(await RunRoutes.ReadAsync(routes, caller, plan, judgePlan, rerankers, cancellationToken), version, suite, options.Value.DefaultMaxOutputTokens);
        return (new RunSetup(run, suite, version, judge, estimate, caller), new RunMoney(committed, run.BudgetNanoUsd), done);
    }

    private static async Task<List<OpenCase>> TakeUpAsync(JobRun run, RunSetup setup, RunProgress progress, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        var open = await RunRows.TakeUpAsync(db, setup.Run, setup.Suite.Parallel * RoundsEach, cancellationToken);
        await RunRows.TallyAsync(db, setup.Run.Id, cancellationToken);
        await run.ReportAsync(db, "asking", progress.Percent, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return open;
    }
}
