using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Backtests.Judging;

/// <summary>The model calls of backtests, written down before they are made: what they cost counts, also when they are cut off.</summary>
internal static class BacktestCalls
{
    public const string Answer = "answer";

    /// <summary>A verdict on the recorded answer.</summary>
    public const string JudgeBefore = "judge_before";

    /// <summary>A verdict on the new answer.</summary>
    public const string JudgeAfter = "judge_after";

    public static Task AddAsync(StudioDb db, Guid backtest, Guid replay, Guid call, string purpose, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into backtest_call (org_id, call_id, backtest_id, replay_id, purpose) values ({db.Scope.OrganizationId}, {call}, {backtest}, {replay}, {purpose})
        """, cancellationToken);

    /// <summary>What a backtest has cost, in nano-dollars.</summary>
    public static Task<long> SpentAsync(StudioDb db, Guid backtest, CancellationToken cancellationToken) => db.Database.SqlQuery<long>($"""
        select coalesce(sum(e.cost_nano_usd), 0)::bigint as "Value" from backtest_call c join ledger_entry e on e.org_id = c.org_id and e.call_id = c.call_id
        where c.org_id = {db.Scope.OrganizationId} and c.backtest_id = {backtest}
        """).SingleAsync(cancellationToken);
}
