using System.Text;
using AiStudio.Features.Traces.Retention;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Traces;

public sealed class RetentionTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OverOldMonthsAndAShortRetention_DropsAndRemovesWhatIsPastItsTimeAndSaysSo()
    {
        var (brief, usual) = (await database.CreateOrganizationAsync(), await database.CreateOrganizationAsync());
        await database.ExecuteAsync("insert into payload_policy (org_id, keep_days, trace_days) values ($1, 5, 5)", brief.OrganizationId);
        var month = await OldMonthAsync();
        foreach (var organization in new[] { brief.OrganizationId, usual.OrganizationId })
        {
            foreach (var at in new[] { s_now.AddMonths(-7), s_now.AddDays(-10), s_now.AddHours(-1) })
                await InsertAsync(organization, at);
        }

        foreach (var ago in new[] { "100 days", "40 days", "20 days" })
        {
            await AlertAsync(brief.OrganizationId, ago);
            await AlertAsync(usual.OrganizationId, ago);
        }

        await AlertAsync(usual.OrganizationId, null);
        var retention = new RetentionDesk(database.Studio);

        await retention.RunAsync(Cancellation);
        await retention.RunAsync(Cancellation);

        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from pg_class where relname = any ($1)", (object)new[] { $"call_payload_{month}", $"span_{month}", $"decision_{month}" }));
        Assert.Equal("1 of 1 of 1", await LeftAsync(brief.OrganizationId));
        Assert.Equal("2 of 2 of 2", await LeftAsync(usual.OrganizationId));
        Assert.Equal("expired 2/4, removed 1/2, dropped 3, left 0", await RunsAsync(brief.OrganizationId));
        Assert.Equal("expired 1/2, removed 0/0, dropped 3, left 0", await RunsAsync(usual.OrganizationId));
        // As long as traces, and 32 days at least; with their deliveries; what lasts stays.
        Assert.Equal("1 told 1, 2/2", await AlertsAsync(brief.OrganizationId));
        Assert.Equal("3 told 3, 1/1", await AlertsAsync(usual.OrganizationId));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from call_payload p where position($1 in p.request) > 0 and p.org_id = $2", Encoding.UTF8.GetBytes("canary"), usual.OrganizationId));

        await InsertAsync(brief.OrganizationId, s_now.AddDays(-6));
        await retention.RunAsync(Cancellation);

        Assert.Equal("1 of 1 of 1", await LeftAsync(brief.OrganizationId));
    }

    // As the owner of the schema made it, half a year ago.
    private async Task<string> OldMonthAsync()
    {
        var month = (await database.ScalarAsync<string>("select to_char(now() at time zone 'UTC' - interval '7 months', 'YYYY_MM')"))!;
        foreach (var table in new[] { "call_payload", "span", "decision" })
        {
            await database.ExecuteAsync($"""
                do $$ begin execute format('create table public.{table}_{month} partition of public.{table} for values from (%L) to (%L)',
                  date_trunc('month', now() at time zone 'UTC' - interval '7 months') at time zone 'UTC',
                  (date_trunc('month', now() at time zone 'UTC' - interval '7 months') + interval '1 month') at time zone 'UTC'); end $$
                """);
            await database.ExecuteAsync($"alter table public.{table}_{month} owner to aistudio_owner");
        }

        return month;
    }

    private async Task InsertAsync(Guid organization, DateTimeOffset at)
    {
        var call = Guid.CreateVersion7(at);
        await database.ExecuteAsync("insert into call_payload (org_id, call_id, call_started_at, request, response) values ($1, $2, $4, $3, $3)", organization, call, Encoding.UTF8.GetBytes("canary"), at);
        await database.ExecuteAsync("insert into span (org_id, call_id, call_started_at, id, name, started_at, duration_us) values ($1, $2, $3, $2, 'gateway.budgets', $3, 1)", organization, call, at);
        await database.ExecuteAsync("insert into decision (org_id, call_id, call_started_at, record) values ($1, $2, $3, '{}')", organization, call, at);
    }

    private async Task AlertAsync(Guid organization, string? ended)
    {
        var (id, channel) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.ExecuteAsync(
            "insert into alert (org_id, id, rule, subject, title, body, link, roles, raised_at, ended_at) values ($1, $2, 'errors', $3, 'Many errors', '', '/', '{admin}', now() - interval '110 days', now() - $4::interval)",
            organization, id, id.ToString(), (object?)ended ?? DBNull.Value);
        await database.ExecuteAsync("insert into alert_channel (org_id, id, kind, name, target) values ($1, $2, 'email', 'Desk', 'desk@example.test')", organization, channel);
        await database.ExecuteAsync("insert into alert_delivery (org_id, id, channel_id, alert_id, occasion, state) values ($1, $2, $3, $2, 'raised', 'sent')", organization, id, channel);
    }

    private Task<string?> AlertsAsync(Guid organization) => database.ScalarAsync<string>("""
        select format('%s told %s, %s', (select count(*) from alert where org_id = $1), (select count(*) from alert_delivery where org_id = $1),
                      (select format('%s/%s', alerts_expired, alerts_removed) from retention_run where org_id = $1 order by id limit 1))
        """, organization);

    private Task<string?> LeftAsync(Guid organization) => database.ScalarAsync<string>("""
        select (select count(*) from call_payload where org_id = $1) || ' of ' || (select count(*) from span where org_id = $1) || ' of ' || (select count(*) from decision where org_id = $1)
        """, organization);

    private Task<string?> RunsAsync(Guid organization) => database.ScalarAsync<string>("""
        select string_agg(format('expired %s/%s, removed %s/%s, dropped %s, left %s', payloads_expired, traces_expired, payloads_removed, traces_removed, partitions_dropped, expired_left), '; ' order by id)
        from retention_run where org_id = $1
        """, organization);
}
