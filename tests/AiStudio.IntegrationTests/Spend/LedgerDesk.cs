using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>What the ledger's tests arrange and look at: budgets, calls, nodes, and whether windows and rows still agree.</summary>
internal static class LedgerDesk
{
    public const long Cent = 10_000_000;

    public static async Task<LedgerWriter> StartNodeAsync(StudioDatabase studio)
    {
        var writer = new LedgerWriter(studio, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        await writer.StartingAsync(CancellationToken.None);
        return writer;
    }

    /// <summary>As the end of a call is, without its record.</summary>
    public static async ValueTask SettleAsync(this LedgerWriter ledger, Settlement settlement, CancellationToken cancellationToken) =>
        await ledger.EnterAsync(new(null, settlement, null), cancellationToken);

    public static async Task<Guid> AddBudgetAsync(
        this StudioTestDatabase database, Guid organization, string scope, string value, long cap, string period = "month", int stopPercent = 100)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync(
            "insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd, stop_percent) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            organization, id, $"{scope} {value}".Trim(), scope, value, period, cap, stopPercent);
        return id;
    }

    public static Task SetTierAsync(this StudioTestDatabase database, Caller member, string tier) => database.ExecuteAsync(
        "update membership set tier = $3 where org_id = $1 and user_id = $2", member.OrganizationId, member.UserId, tier);

    /// <summary>A unit with these people in it.</summary>
    public static async Task<Guid> AddUnitAsync(this StudioTestDatabase database, params Caller[] people)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("insert into organization_unit (org_id, id, name) values ($1, $2, $3)", people[0].OrganizationId, id, $"Unit {id}");
        foreach (var person in people)
            await database.PlaceAsync(person, id);
        return id;
    }

    /// <summary>Puts a person into a unit; null takes them out of theirs.</summary>
    public static Task PlaceAsync(this StudioTestDatabase database, Caller person, Guid? unit) => database.ExecuteAsync(
        "update membership set unit_id = $3::uuid where org_id = $1 and user_id = $2", person.OrganizationId, person.UserId, unit is { } id ? id : DBNull.Value);

    public static Task LimitMessagesAsync(this StudioTestDatabase database, Caller member, string tier, long messages) => database.ExecuteAsync(
        "insert into tier_limit (org_id, tier, messages_per_day) values ($1, $2, $3)", member.OrganizationId, tier, messages);

    public static Task RaiseAsync(this StudioTestDatabase database, Caller by, Guid budget, long extra, string until = "1 hour") => database.ExecuteAsync(
        "insert into budget_raise (org_id, id, budget_id, extra_nano_usd, until, reason, made_by) values ($1, $2, $3, $4, now() + $5::interval, 'test', $6)",
        by.OrganizationId, Guid.CreateVersion7(), budget, extra, until, by.UserId);

    public static GatewayCaller CallerOf(Caller caller, string feature = "chat") => new(caller.OrganizationId, caller.UserId, null, feature);

    public static HoldRequest Ask(Caller caller, long amount, long? minimum = null, Guid? call = null, string feature = "chat", TimeSpan? lease = null,
        params string[] models) =>
        new(call ?? Guid.CreateVersion7(), CallerOf(caller, feature), models is [] ? ["m-1"] : models, amount, minimum ?? amount, lease ?? TimeSpan.FromMinutes(5));

    /// <summary>A message of a chat.</summary>
    public static HoldRequest Message(Caller caller, long amount = 0, Guid? turn = null) => Ask(caller, amount) with { TurnId = turn ?? Guid.CreateVersion7() };

    public static Settlement Used(HoldRequest request, long cost, string model = "m-1") =>
        new(request.CallId, request.Caller, "Local", model, null, new TokenUsage { InputTokens = 10, OutputTokens = 5 }, cost);

    /// <summary>Every window holds what its open holds say and has settled what its rows say (one on a model: what that model's rows say). The end of every money test.</summary>
    public static async Task AssertReconciledAsync(this StudioTestDatabase database, Guid organization) => Assert.Null(await database.DriftAsync(organization));

    /// <summary>Where windows, roll-up and rows differ, or <see langword="null"/>.</summary>
    public static async Task<string?> DriftAsync(this StudioTestDatabase database, Guid organization)
    {
        var drifted = await database.ScalarAsync<string>("""
            select string_agg(format('%s %s: window held %s settled %s, rows held %s settled %s', b.name, bw.starts_at, bw.held_nano_usd, bw.settled_nano_usd, r.held, r.settled), E'\n')
            from budget_window bw
            join budget b on b.org_id = bw.org_id and b.id = bw.budget_id
            cross join lateral (
              select coalesce(sum(h.amount_nano_usd) filter (where h.state = 'held'), 0) as held, coalesce(sum(e.cost_nano_usd) filter (where w.model in ('', e.model_id)), 0) as settled
              from hold h
              cross join lateral unnest(h.budget_ids, h.window_starts, h.budget_models) as w(budget_id, starts_at, model)
              left join ledger_entry e on e.org_id = h.org_id and e.call_id = h.call_id
              where h.org_id = bw.org_id and w.budget_id = bw.budget_id and w.starts_at = bw.starts_at) r
            where bw.org_id = $1 and (bw.held_nano_usd <> r.held or bw.settled_nano_usd <> r.settled)
            """, organization);
        var daily = await database.ScalarAsync<bool>("""
            select (select coalesce(sum(cost_nano_usd), 0) from daily_spend where org_id = $1) = (select coalesce(sum(cost_nano_usd), 0) from ledger_entry where org_id = $1)
               and (select coalesce(sum(calls), 0) from daily_spend where org_id = $1) = (select count(*) from ledger_entry where org_id = $1)
            """, organization);
        return drifted ?? (daily ? null : "The daily roll-up and the ledger's rows differ.");
    }

    public static Task<long> HeldAsync(this StudioTestDatabase database, Guid budget) =>
        database.ScalarAsync<long>("select coalesce(sum(held_nano_usd), 0)::bigint from budget_window where budget_id = $1", budget);

    public static Task<long> SettledAsync(this StudioTestDatabase database, Guid budget) =>
        database.ScalarAsync<long>("select coalesce(sum(settled_nano_usd), 0)::bigint from budget_window where budget_id = $1", budget);

    /// <summary>How many there have been in this database, once the nodes have stopped: a session reports what it counted when it ends.</summary>
    public static async Task<long> DeadlocksAsync(this StudioTestDatabase database, CancellationToken cancellation)
    {
        database.App.Clear();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = 'aistudio_app'") > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }

        return await database.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
    }
}
