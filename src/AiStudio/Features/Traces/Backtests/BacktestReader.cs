using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Prompts;
using AiStudio.Features.Traces.Backtests.Judging;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Replay;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>Shows backtests to admins: figures of every call; texts are in its replay, for those who may read them.</summary>
internal sealed class BacktestReader(StudioDatabase database, TimeProvider time)
{
    private const int Most = 200;
    public static readonly Error NotFound = Error.NotFound("no_backtest", "There is no such backtest.");

    /// <summary>The latest. Empty for who may not see them.</summary>
    public async Task<IReadOnlyList<Backtest>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<Backtest>().AsNoTracking().OrderByDescending(row => row.Id).Take(Most).ToListAsync(cancellationToken);
    }

    /// <summary>Versions of all prompts to choose from, the newest first.</summary>
    public async Task<IReadOnlyList<ReplayVersion>> VersionsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await (
            from version in db.Set<PromptVersion>().AsNoTracking()
            join prompt in db.Set<Prompt>() on version.PromptId equals prompt.Id
            orderby version.Id descending
            select new ReplayVersion(version.Id, prompt.Name + " " + version.Version, version.Note)).Take(Most).ToListAsync(cancellationToken);
    }

    /// <summary>Errors: <c>not_admin</c> (forbidden), <c>no_backtest</c> (not found).</summary>
    public async Task<Result<BacktestView>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return ReplayDesk.NotAdmin;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Backtest>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } backtest)
            return NotFound;
        var version = backtest.VersionId is { } versionId ? await db.Set<PromptVersion>().Where(row => row.Id == versionId).Select(row => row.Version).SingleOrDefaultAsync(cancellationToken) : null;
        var items = await db.Database.SqlQuery<BacktestItem>($"""
            select r.id as "Id", r.call_id as "CallId", r.state as "State", r.error_message as "ErrorMessage", r.same_answer as "SameAnswer", r.length_before as "LengthBefore",
                   r.length_after as "LengthAfter", r.declined_before as "DeclinedBefore", r.declined_after as "DeclinedAfter",
                   b.cost_nano_usd as "CostBefore", a.cost_nano_usd as "CostAfter", b.duration_ms as "DurationBefore", a.duration_ms as "DurationAfter",
                   r.passed_before as "PassedBefore", r.passed_after as "PassedAfter", r.judge_error as "JudgeError"
            from replay r
            left join call b on b.org_id = r.org_id and b.id = r.call_id
            left join call a on a.org_id = r.org_id and a.id = r.answer_call_id
            where r.org_id = {caller.OrganizationId} and r.backtest_id = {id}
            order by r.id
            """).ToListAsync(cancellationToken);
        return new BacktestView(backtest, version, items) { Filter = await WordsAsync(db, backtest, cancellationToken), Judge = await JudgeAsync(db, backtest, cancellationToken) };
    }

    /// <summary>Which calls a query of the list of traces admits, as a sentence. Errors: <c>not_admin</c> (forbidden), <c>filter_invalid</c> (invalid).</summary>
    public async Task<Result<string>> DescribeAsync(Caller caller, string query, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return ReplayDesk.NotAdmin;
        var filter = TraceAddress.FilterOfQuery(query, time.GetUtcNow());
        if (!filter.Succeeded)
            return filter.Error;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await FilterWords.OfAsync(db, filter.Value, "in the last seven days", cancellationToken);
    }

    private static async Task<string?> WordsAsync(StudioDb db, Backtest backtest, CancellationToken cancellationToken) =>
        BacktestFilter.Read(backtest.Filter) is { } kept && TraceAddress.FilterOfQuery(kept.Query, backtest.CreatedAt).Value is { } filter
            ? await FilterWords.OfAsync(db, filter, "in the seven days before it began", cancellationToken)
            : null;

    private static async Task<BacktestJudge?> JudgeAsync(StudioDb db, Backtest backtest, CancellationToken cancellationToken)
    {
        if (backtest.JudgeId is not { } id)
            return null;
        var judge = await db.Set<EvalJudge>().AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        return BacktestJudge.Of(judge, await JudgeStanding.ReadAsync(db, judge, cancellationToken), changed: !judge.ContentHash.AsSpan().SequenceEqual(backtest.JudgeHash));
    }
}
