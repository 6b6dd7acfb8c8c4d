using AiStudio.IntegrationTests.Spend;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AiStudio.IntegrationTests.Faults.Money;

/// <summary>Midnight, clock changes in the zone of a tenant, nodes whose clocks are wrong: the database decides the period once, when the money is set aside.</summary>
internal sealed class F18Periods : FaultCase
{
    private static readonly string[] s_zones =
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata", "Pacific/Chatham", "Africa/Casablanca", "America/Santiago", "UTC"];

    public override string Fault => "period end at midnight, clock changes, zone of the tenant, nodes five minutes apart";

    public override async Task RunAsync(FaultRun run)
    {
        foreach (var period in new[] { "hour", "day", "week", "month", "quarter", "year" })
        {
            await SweepAsync(run, run.Pick(s_zones), period);
            await SweepAsync(run, run.Pick(s_zones), period);
        }

        await SkewedNodesAsync(run);
        await SettleInTheHoldsPeriodAsync(run);
    }

    // Every half hour of 48 around a clock change, or around any midnight: each instant is in its period, and periods follow one another.
    private static async Task SweepAsync(FaultRun run, string zone, string period)
    {
        var around = Changes(zone) is { Count: > 0 } changes ? changes[run.Random.Next(changes.Count)] : new DateTimeOffset(2026, run.Random.Next(1, 13), 1, 0, 0, 0, TimeSpan.Zero);
        await using var source = NpgsqlDataSource.Create(run.Database.SuperuserConnectionString);
        await using var command = source.CreateCommand("""
            select t, s, period_end($1, s, $2), period_start($1, period_end($1, s, $2), $2)
            from generate_series($3 - interval '24 hours 7 minutes', $3 + interval '24 hours', interval '30 minutes') t, lateral (select period_start($1, t, $2) s) p
            """);
        command.Parameters.Add(new() { Value = period });
        command.Parameters.Add(new() { Value = zone });
        command.Parameters.Add(new() { Value = around.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (at, start, end, next) = (reader.GetDateTime(0), reader.GetDateTime(1), reader.GetDateTime(2), reader.GetDateTime(3));
            run.Expect(start <= at && at < end, $"{period} in {zone}: {at:u} is in the period from {start:u} to {end:u}");
            run.Expect(next == end, $"{period} in {zone}: the period after {end:u} begins at {next:u}");
        }
    }

    private static List<DateTimeOffset> Changes(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var hours = Enumerable.Range(0, 365 * 24).Select(hour => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour));
        return [.. hours.Where(hour => info.GetUtcOffset(hour) != info.GetUtcOffset(hour.AddHours(1)))];
    }

    private static async Task SkewedNodesAsync(FaultRun run)
    {
        var budget = await run.Database.AddBudgetAsync(run.Caller.OrganizationId, "organization", "", 1_000 * LedgerDesk.Cent, period: run.Pick("hour", "day"));
        await run.StartProviderAsync();
        run.Route("timely", run.Candidate("timely"));
        run.Answers("timely", 3);
        foreach (var minutes in new[] { -5, 5 })
        {
            var node = await run.StartNodeAsync(replace: (services, _) => services.AddSingleton<TimeProvider>(new Skewed(TimeSpan.FromMinutes(minutes))));
            var heard = await run.AskAsync(node, new Ask("timely", run.Coin));
            run.Expect(heard.EndedWell, $"{heard}: {heard.Failure?.Message}");
        }

        var windows = await run.Database.ScalarAsync<long>("select count(distinct starts_at) from budget_window where budget_id = $1 and now() - starts_at > interval '5 seconds'", budget);
        run.Expect(windows <= 1, "nodes whose clocks differ put the same hour into two periods");
    }

    // The tenant moves to the other side of the date line between hold and settlement: what was held then is settled there.
    private static async Task SettleInTheHoldsPeriodAsync(FaultRun run)
    {
        var owner = await run.Database.CreateOrganizationAsync("Pacific/Kiritimati");
        var budget = await run.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 1_000 * LedgerDesk.Cent, period: "day");
        var ledger = run.Nodes[0].Ledger;
        var (before, after) = (LedgerDesk.Ask(owner, LedgerDesk.Cent), LedgerDesk.Ask(owner, LedgerDesk.Cent));
        await ledger.HoldAsync(before, CancellationToken.None);
        await run.Database.ExecuteAsync("update organization set time_zone = 'Pacific/Niue' where id = $1", owner.OrganizationId);
        await ledger.HoldAsync(after, CancellationToken.None);
        await ledger.SettleAsync(LedgerDesk.Used(before, 700), CancellationToken.None);
        await ledger.SettleAsync(LedgerDesk.Used(after, 400), CancellationToken.None);

        var settled = await run.Database.ScalarAsync<string>("select string_agg(settled_nano_usd::text, ' ' order by settled_nano_usd desc) from budget_window where budget_id = $1", budget);
        run.Expect(settled == "700 400", $"two days' windows settled {settled}");
        var drift = await run.Database.DriftAsync(owner.OrganizationId);
        run.Expect(drift is null, $"windows and rows differ: {drift}");
    }

    private sealed class Skewed(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
