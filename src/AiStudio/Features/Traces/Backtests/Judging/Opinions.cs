using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Replay;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Backtests.Judging;

/// <summary>What the judge of a backtest says of both answers. Its words are read from its calls, by whoever may read the chat.</summary>
/// <param name="Before">Of the recorded answer.</param>
/// <param name="After">Of the new one.</param>
public sealed record Opinions(Opinion Before, Opinion After)
{
    private const string Nothing = "Nothing was said.";

    /// <summary>Null for a call that was not judged.</summary>
    internal static async Task<Opinions?> ReadAsync(StudioDb db, CallReplay replay, CancellationToken cancellationToken)
    {
        if (replay is not { PassedBefore: { } before, PassedAfter: { } after })
            return null;
        var calls = (await db.Database.SqlQuery<Asked>($"""
            select distinct on (purpose) purpose as "Purpose", call_id as "CallId" from backtest_call
            where org_id = {db.Scope.OrganizationId} and replay_id = {replay.Id} and purpose <> {BacktestCalls.Answer}
            order by purpose, call_id desc
            """).ToListAsync(cancellationToken)).ToDictionary(asked => asked.Purpose, asked => asked.CallId);
        // One verdict stands for both answers when they are the same.
        Guid? judgedAfter = calls.TryGetValue(BacktestCalls.JudgeAfter, out var ofAfter) ? ofAfter : null;
        Guid? judgedBefore = calls.TryGetValue(BacktestCalls.JudgeBefore, out var ofBefore) ? ofBefore : judgedAfter;
        return new Opinions(
            new Opinion(before, replay.LengthBefore == 0 ? Nothing : await WhyAsync(db, judgedBefore, cancellationToken)),
            new Opinion(after, replay.LengthAfter == 0 ? Nothing : await WhyAsync(db, judgedAfter, cancellationToken)));
    }

    private static async Task<string?> WhyAsync(StudioDb db, Guid? call, CancellationToken cancellationToken)
    {
        if (call is not { } id)
            return null;
        var payload = await CallPayload.ReadAsync(db, id, cancellationToken);
        return payload.Succeeded ? JudgeCall.Read(string.Concat(payload.Value.Answer.Select(message => message.Text)))?.Why : null;
    }

    private sealed record Asked(string Purpose, Guid CallId);
}
