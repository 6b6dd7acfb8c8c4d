using AiStudio.Features.Notifications.Alerts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>
/// Looks at the spend of all organizations in one statement, and has the desk tell of what is remarkable: spend of a feature or a model that has changed
/// within 24 hours, a person's unusual day, models without a price. What counts as that is said in <c>spend_findings()</c>.
/// </summary>
internal sealed class WatchSpend(StudioDatabase database, TimeProvider time, ILogger<WatchSpend> logger) : PeriodicWork(TimeSpan.FromMinutes(15), time, logger)
{
    /// <summary>Returns how many alerts were raised or ended.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var findings = await FindAsync(cancellationToken);
        foreach (var finding in findings)
        {
            await using var db = await database.BeginAsync(finding.Scope, cancellationToken);
            if (finding.IsNew)
                await TellAsync(db, finding, cancellationToken);
            else
                await AlertDesk.EndAsync(db, finding.Rule, finding.Subject, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }

        return findings.Count;
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    private async Task<List<SpendFinding>> FindAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select org_id, rule, subject, coalesce(now_nano_usd, 0), coalesce(usual_nano_usd, 0), coalesce(calls, 0), is_new from spend_findings()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var findings = new List<SpendFinding>();
        while (await reader.ReadAsync(cancellationToken))
        {
            findings.Add(new SpendFinding(
                new TenantScope(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetBoolean(6)));
        }

        return findings;
    }

    private static async Task TellAsync(StudioDb db, SpendFinding finding, CancellationToken cancellationToken)
    {
        var about = await db.Database.SqlQuery<About>($"""
            select (now() at time zone o.time_zone)::date as "Today", coalesce(s.tell_again_hours, 24) as "TellAgainHours",
                   (select u.display_name from membership m join app_user u on u.id = m.user_id
                    where {finding.Rule} = 'spend_of_person' and m.org_id = o.id and m.user_id::text = {finding.Subject}) as "Person"
            from organization o left join alert_setting s on s.org_id = o.id
            where o.id = {finding.Scope.OrganizationId}
            """).SingleAsync(cancellationToken);
        var name = finding.Rule == "spend_of_person" ? about.Person ?? "Somebody who has left" : finding.Subject;
        await AlertDesk.RaiseAsync(db, finding.ToAlert(name, about.Today, TimeSpan.FromHours(about.TellAgainHours)), cancellationToken);
    }

    private sealed record About(DateOnly Today, int TellAgainHours, string? Person);
}
