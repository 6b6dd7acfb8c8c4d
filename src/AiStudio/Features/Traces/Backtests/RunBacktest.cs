using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Jobs;
using AiStudio.Features.Traces.Backtests.Judging;
using AiStudio.Features.Traces.Replay;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>
/// The job of a backtest: a few calls at once, each result kept as it comes. Whoever takes the job over after a crash asks again only what has no result, and has
/// judged what is not judged. It stops before a call that might go beyond the budget.
/// </summary>
internal sealed class RunBacktest(ReplayRunner runner, ReplayReader reader, PairJudge pairs, TimeProvider time) : IJobHandler
{
    public const string JobKind = "backtest";
    private const int AtOnce = 4;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var id = run.SubjectId!.Value;
        while (await TakeUpAsync(run, id, cancellationToken) is (var judge, { Count: > 0 } open))
            await Task.WhenAll(open.Select(one => AskAsync(run, judge, one, cancellationToken)));
        await using var db = await run.BeginAsync(cancellationToken);
        await EndAsync(db, id, BacktestState.Ended, null, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    public async Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken)
    {
        var id = job.SubjectId!.Value;
        await EndAsync(db, id, job.State == JobState.Cancelled ? BacktestState.Cancelled : BacktestState.Failed, job.Reason, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update replay set state = 'failed', error_code = 'backtest_ended', error_message = 'It was not asked again: the backtest ended before.', ended_at = {time.GetUtcNow()}
            where org_id = {db.Scope.OrganizationId} and backtest_id = {id} and state = 'waiting'
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update replay r set judge_error = 'It was not judged: the backtest ended before.' from backtest b
            where b.org_id = {db.Scope.OrganizationId} and b.id = {id} and b.judge_id is not null
              and r.org_id = b.org_id and r.backtest_id = b.id and r.state = 'done' and r.passed_after is null and r.judge_error is null
            """, cancellationToken);
    }

    private async Task AskAsync(JobRun run, EvalJudge? judge, OpenPair open, CancellationToken cancellationToken)
    {
        var scope = run.Scope;
        try
        {
            if (open.Waiting)
            {
                if (await runner.RunAsync(scope.OrganizationId, scope.UserId!.Value, open.Id, cancellationToken) is { } pair && judge is not null)
                    await pairs.JudgeAsync(scope, judge, pair, cancellationToken);
                return;
            }

            var answered = await reader.PairAsync(scope, open.Id, cancellationToken);
            if (answered.Succeeded)
                await pairs.JudgeAsync(scope, judge!, answered.Value, cancellationToken);
            else
                await pairs.GiveUpAsync(scope, open.Id, $"It was cut off before the judge was asked. {answered.Error.Message}");
        }
        catch (GatewayException failure) when (RunFaults.StopRun(failure.Error))
        {
            throw new JobFailedException(failure.Message);
        }
    }

    private static async Task<(EvalJudge? Judge, List<OpenPair> Open)> TakeUpAsync(JobRun run, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        var backtest = await db.Set<Backtest>().AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var judge = backtest.JudgeId is { } judgeId ? await db.Set<EvalJudge>().AsNoTracking().SingleAsync(row => row.Id == judgeId, cancellationToken) : null;
        if (judge is not null && !judge.ContentHash.AsSpan().SequenceEqual(backtest.JudgeHash))
            throw new JobFailedException("The judge was changed meanwhile. What it says now does not go with what it has said; start another backtest.");
        var done = await db.Set<CallReplay>().CountAsync(row => row.BacktestId == id && row.State != ReplayState.Waiting, cancellationToken);
        var next = await OpenAsync(db, id, judge is not null, cancellationToken);
        var left = backtest.BudgetNanoUsd - await BacktestCalls.SpentAsync(db, id, cancellationToken);
        var open = next.TakeWhile(one => (left -= one.MostNanoUsd) >= 0).ToList();
        if (next.Count > 0 && open.Count == 0)
            throw new JobFailedException($"The budget of the backtest does not allow another call: {done:#,0} of {backtest.Calls:#,0} were asked again.");
        await run.ReportAsync(db, "asking", Math.Min(99, 100 * done / Math.Max(1, backtest.Calls)), cancellationToken);
        await db.CommitAsync(cancellationToken);
        return (judge, open);
    }

    // Of one that is answered, what is left of its price is the judge's.
    private static Task<List<OpenPair>> OpenAsync(StudioDb db, Guid id, bool judged, CancellationToken cancellationToken) => db.Database.SqlQuery<OpenPair>($"""
        select r.id as "Id", r.state = 'waiting' as "Waiting",
               case when r.state = 'waiting' then r.estimate_nano_usd else greatest(0, r.estimate_nano_usd - (
                 select coalesce(sum(e.cost_nano_usd), 0) from backtest_call c join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id
                 where c.org_id = r.org_id and c.replay_id = r.id))::bigint end as "MostNanoUsd"
        from replay r
        where r.org_id = {db.Scope.OrganizationId} and r.backtest_id = {id}
          and (r.state = 'waiting' or ({judged} and r.state = 'done' and r.passed_after is null and r.judge_error is null))
        order by r.id limit {AtOnce}
        """).ToListAsync(cancellationToken);

    private async Task EndAsync(StudioDb db, Guid id, BacktestState state, string? reason, CancellationToken cancellationToken)
    {
        var text = SnakeCaseConverter<BacktestState>.ToText(state);
        await db.Database.ExecuteSqlAsync($"""
            update backtest set state = {text}, reason = {reason}, ended_at = {time.GetUtcNow()} where org_id = {db.Scope.OrganizationId} and id = {id} and state = 'running'
            """, cancellationToken);
    }
}
