using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Replay;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Redaction;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Backtests.Judging;

/// <summary>
/// Has a judge look at both answers to a question. Each is shown alone and judged by the same rubric: no answer comes first, and what the judge was calibrated on is
/// what it is asked. Its reasons are kept with its calls, as private as the chat they are about; here it is only kept whether an answer passes.
/// </summary>
internal sealed class PairJudge(StudioDatabase database, JudgeCall judges)
{
    /// <summary>Throws what stops the backtest or may pass.</summary>
    /// <param name="scope">Whoever asked for the backtest.</param>
    /// <param name="judge">Who judges.</param>
    /// <param name="pair">Both answers.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    public async Task JudgeAsync(TenantScope scope, EvalJudge judge, ReplayPair pair, CancellationToken cancellationToken)
    {
        if (pair.CallsTool)
        {
            await GiveUpAsync(scope, pair.Replay.Id, "One of the two calls a tool and says nothing. A judge compares what is said.");
            return;
        }

        var alike = pair.Redacted ? pair with { After = await RedactedAsync(scope, pair.After, cancellationToken) } : pair;
        var after = await AskAsync(scope, judge, alike, alike.After, BacktestCalls.JudgeAfter, cancellationToken);
        var before = alike.Before == alike.After ? after : await AskAsync(scope, judge, alike, alike.Before, BacktestCalls.JudgeBefore, cancellationToken);
        if ((before.Error ?? after.Error) is { } error)
            await GiveUpAsync(scope, pair.Replay.Id, error.Message);
        else
            await KeepAsync(scope, pair.Replay.Id, before.Value!.Passed, after.Value!.Passed, null);
    }

    /// <summary>The two cannot be compared.</summary>
    public Task GiveUpAsync(TenantScope scope, Guid replay, string why) => KeepAsync(scope, replay, null, null, why);

    private async Task<Result<JudgeVerdict>> AskAsync(TenantScope scope, EvalJudge judge, ReplayPair pair, string answer, string purpose, CancellationToken cancellationToken)
    {
        // Nobody has to be asked about an answer that is none.
        if (string.IsNullOrWhiteSpace(answer))
            return new JudgeVerdict(false, "");
        var payer = new GatewayCaller(scope.OrganizationId, scope.UserId, null, ReplayRunner.Feature) { OwnerId = pair.OwnerId };
        return await judges.AskAsync(
            payer, judge, new JudgedAnswer(pair.Question, answer, null), () => NewCallAsync(scope, pair.Replay, purpose, cancellationToken), _ => { }, cancellationToken);
    }

    private async Task<Guid> NewCallAsync(TenantScope scope, CallReplay replay, string purpose, CancellationToken cancellationToken)
    {
        var call = Guid.CreateVersion7();
        await using var db = await database.BeginAsync(scope, cancellationToken);
        await BacktestCalls.AddAsync(db, replay.BacktestId!.Value, replay.Id, call, purpose, cancellationToken);
        await db.OpenAlikeAsync(replay.CallId, call, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return call;
    }

    // What was taken out of the one answer would else speak against it.
    private async Task<string> RedactedAsync(TenantScope scope, string text, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        return new Redactor((await PayloadPolicy.ReadAsync(db, cancellationToken)).Patterns).Of(text);
    }

    private async Task KeepAsync(TenantScope scope, Guid replay, bool? before, bool? after, string? error)
    {
        // It has been paid for: kept, also when the node is stopping.
        await using var db = await database.BeginAsync(scope, CancellationToken.None);
        await db.Database.ExecuteSqlAsync($"""
            update replay set passed_before = {before}, passed_after = {after}, judge_error = {error}
            where org_id = {scope.OrganizationId} and id = {replay} and state = 'done' and passed_after is null and judge_error is null
            """, CancellationToken.None);
        await db.CommitAsync(CancellationToken.None);
    }
}
