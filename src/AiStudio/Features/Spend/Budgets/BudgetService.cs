using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>Makes and changes budgets. A change holds from the next call on, on every node: the ledger reads the rows.</summary>
internal sealed class BudgetService(StudioDatabase database, TimeProvider time)
{
    private static readonly Error NoBudget = Error.NotFound("no_budget", "This budget does not exist.");

    public async Task<Result<Guid>> CreateAsync(Caller caller, BudgetDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Problem is { } problem)
        {
            return problem;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (draft.Id is { } named && await db.Set<Budget>().AnyAsync(budget => budget.Id == named, cancellationToken))
        {
            return named;
        }

        var value = await ScopeValues.FindAsync(db, draft, cancellationToken);
        if (value.Error is { } unknown)
        {
            return unknown;
        }

        var budget = new Budget
        {
            OrganizationId = caller.OrganizationId,
            Id = draft.Id ?? Guid.CreateVersion7(),
            Name = draft.Name,
            Scope = draft.Scope,
            ScopeValue = value.Value!,
            Period = draft.Period,
            CapNanoUsd = draft.CapNanoUsd,
            StopPercent = draft.StopPercent,
            TimeZone = draft.TimeZone,
        };
        db.Add(budget);
        db.LogActivity(caller, "budget.created", "budget", budget.Id, new { budget.Scope, budget.Period, budget.CapNanoUsd, budget.StopPercent });
        await db.CommitAsync(cancellationToken);
        return budget.Id;
    }

    /// <summary>Name, cap and stop; for another scope, period or zone make another budget.</summary>
    public async Task<Result<Done>> EditAsync(Caller caller, Guid id, BudgetDraft draft, CancellationToken cancellationToken) =>
        (draft with { Scope = BudgetScope.Organization }).Problem is { } problem
            ? problem
            : await ChangeAsync(caller, id, "budget.changed", version: null, budget =>
                (budget.Name, budget.CapNanoUsd, budget.StopPercent) = (draft.Name, draft.CapNanoUsd, draft.StopPercent), cancellationToken);

    /// <summary>All of the changes or none, on top of the version that was read; null is on top of any.</summary>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, BudgetChanges changes, long? version, CancellationToken cancellationToken) =>
        changes.Problem is { } problem
            ? problem
            : await ChangeAsync(caller, id, "budget.changed", version, budget =>
            {
                (budget.Name, budget.CapNanoUsd, budget.StopPercent) = (changes.Name?.Trim() ?? budget.Name, changes.CapNanoUsd ?? budget.CapNanoUsd, changes.StopPercent ?? budget.StopPercent);
                budget.DisabledAt = (changes.Disabled ?? budget.DisabledAt is not null) ? budget.DisabledAt ?? time.GetUtcNow() : null;
            }, cancellationToken);

    /// <summary>It stops nothing from now on. What is held in it stays until its calls end.</summary>
    public Task<Result<Done>> DisableAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "budget.disabled", version: null, budget => budget.DisabledAt = time.GetUtcNow(), cancellationToken);

    /// <summary>It counts and stops again; what was spent meanwhile is not in it.</summary>
    public Task<Result<Done>> EnableAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "budget.enabled", version: null, budget => budget.DisabledAt = null, cancellationToken);

    /// <summary>Raises the cap for a while; then the old one holds again by itself. Errors: <c>not_finance</c>, <c>no_budget</c>, <c>raise_amount</c>, <c>raise_time</c>, <c>raise_window</c>, <c>raise_reason</c>.</summary>
    public async Task<Result<Done>> RaiseAsync(Caller caller, Guid id, BudgetRaise raise, CancellationToken cancellationToken)
    {
        if (raise.Problem is { } problem)
        {
            return problem;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        // By the database's clock, which also ends it, and by the budget's calendar.
        var windows = await db.Database.SqlQuery<Window>($"""
            select now() as "Now", period_end(b.period, period_start(b.period, now(), z.zone), z.zone) as "EndsAt"
            from budget b join organization o on o.id = b.org_id cross join lateral (select coalesce(b.time_zone, o.time_zone) as zone) z
            where b.org_id = {caller.OrganizationId} and b.id = {id}
            """).ToListAsync(cancellationToken);
        if (windows is not [var window])
        {
            return NoBudget;
        }

        if (raise.ProblemIn(window.Now, window.EndsAt) is { } unfit)
        {
            return unfit;
        }

        var until = raise.For is { } length ? window.Now + length : window.EndsAt;
        await db.Database.ExecuteSqlAsync($"""
            insert into budget_raise (org_id, id, budget_id, extra_nano_usd, until, reason, made_by)
            values ({caller.OrganizationId}, {raise.Id ?? Guid.CreateVersion7()}, {id}, {raise.ExtraNanoUsd}, {until}, {raise.Reason}, {caller.UserId})
            on conflict (org_id, id) do nothing
            """, cancellationToken);
        db.LogActivity(caller, "budget.raised", "budget", id, new { raise.ExtraNanoUsd, hours = Math.Round((until - window.Now).TotalHours, 2) });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, string action, long? version, Action<Budget> change, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (await RowVersions.HoldAsync<Budget>(db, id, version, cancellationToken) is { } stale)
        {
            return stale;
        }

        if (await db.Set<Budget>().SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is not { } budget)
        {
            return NoBudget;
        }

        change(budget);
        db.LogActivity(caller, action, "budget", id, change: Change.Tracked(db, id, nameof(Budget.Name)));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private sealed record Window(DateTimeOffset Now, DateTimeOffset EndsAt);
}
