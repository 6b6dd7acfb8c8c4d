using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Traces.Retention;

/// <summary>Removes what is past its time, and writes down what that came to.</summary>
internal sealed class RetentionDesk(StudioDatabase database)
{
    private const int Batch = 2_000;

    // What another node has just done need not be done again.
    private static readonly TimeSpan s_often = TimeSpan.FromHours(20);

    /// <summary>All organizations: whole months first, then the rows of those that keep them for a shorter time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var organizations = await OrganizationsAsync(cancellationToken);
        var before = new Dictionary<Guid, Expired>();
        foreach (var organization in organizations)
        {
            if (await DueAsync(organization, cancellationToken) is { } expired)
                before[organization] = expired;
        }

        if (before.Count == 0)
            return;
        var dropped = await DropAsync(cancellationToken);
        foreach (var (organization, expired) in before)
            await RunAsync(organization, expired, dropped, cancellationToken);
    }

    /// <summary>The latest runs of an organization, the newest first.</summary>
    public static Task<List<RetentionRun>> LatestAsync(StudioDb db, CancellationToken cancellationToken) => db.Database.SqlQuery<RetentionRun>($"""
        select ran_at as "RanAt", keep_days as "KeepDays", trace_days as "TraceDays", payloads_expired as "PayloadsExpired", traces_expired as "TracesExpired",
               payloads_removed as "PayloadsRemoved", traces_removed as "TracesRemoved", alerts_expired as "AlertsExpired", alerts_removed as "AlertsRemoved",
               partitions_dropped as "PartitionsDropped", expired_left as "ExpiredLeft", oldest_payload as "OldestPayload"
        from retention_run where org_id = {db.Scope.OrganizationId} order by id desc limit 14
        """).ToListAsync(cancellationToken);

    private async Task RunAsync(Guid organization, Expired before, int dropped, CancellationToken cancellationToken)
    {
        var (payloads, traces, alerts) = (0L, 0L, 0L);
        // A batch a transaction: none is long, and what is done stays done.
        for (var again = true; again;)
        {
            await using var step = await database.BeginAsync(new TenantScope(organization), cancellationToken);
            var removed = await step.Database.SqlQuery<Removed>($"""select payloads as "Payloads", traces as "Traces", remove_expired_alerts({Batch}) as "Alerts" from remove_expired_traces({Batch})""").SingleAsync(cancellationToken);
            await step.CommitAsync(cancellationToken);
            (payloads, traces, alerts, again) = (payloads + removed.Payloads, traces + removed.Traces, alerts + removed.Alerts, removed.Payloads + removed.Traces + removed.Alerts > 0);
        }

        await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
        var left = await ExpiredAsync(db, cancellationToken);
        var policy = await PayloadPolicy.ReadAsync(db, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into retention_run (org_id, id, keep_days, trace_days, payloads_expired, traces_expired, payloads_removed, traces_removed,
                                       alerts_expired, alerts_removed, partitions_dropped, expired_left, oldest_payload)
            values ({organization}, {Guid.CreateVersion7()}, {policy.KeepDays}, {policy.TraceDays}, {before.Payloads}, {before.Traces}, {payloads}, {traces}, {before.Alerts}, {alerts}, {dropped},
                    {left.Payloads + left.Traces + left.Alerts}, {left.OldestPayload})
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    // Null when it has been done lately and nothing has come since that would be past its time.
    private async Task<Expired?> DueAsync(Guid organization, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
        var lately = await db.Database.SqlQuery<bool>($"""
            select exists (select 1 from retention_run where org_id = {organization} and ran_at > now() - {s_often}) as "Value"
            """).SingleAsync(cancellationToken);
        var due = !lately || await db.Database.SqlQuery<bool>($"""select traces_due() as "Value" """).SingleAsync(cancellationToken);
        return due ? await ExpiredAsync(db, cancellationToken) : null;
    }

    private static Task<Expired> ExpiredAsync(StudioDb db, CancellationToken cancellationToken) => db.Database.SqlQuery<Expired>($"""
        select payloads as "Payloads", traces as "Traces", alerts_expired() as "Alerts", oldest_payload as "OldestPayload" from traces_expired()
        """).SingleAsync(cancellationToken);

    private async Task<int> DropAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select count(*) from drop_expired_trace_partitions()", connection);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<List<Guid>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select organization_ids()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private sealed record Expired(long Payloads, long Traces, long Alerts, DateTimeOffset? OldestPayload);

    private sealed record Removed(long Payloads, long Traces, long Alerts);
}
