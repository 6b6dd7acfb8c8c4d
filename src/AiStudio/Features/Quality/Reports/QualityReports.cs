using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Quality.Reports;

/// <summary>How well an organization's calls went, out of the hours and days they were folded into. Hours are whole ones in UTC: in a zone that is half an hour off, days begin at the next one.</summary>
internal sealed class QualityReports(StudioDatabase database)
{
    private const int MostHourlyDays = 2;

    private static readonly Error s_notAdmin = Error.Forbidden("not_admin", "Only admins and owners see how well calls go.");

    private static readonly Error s_range = Error.Invalid("range_invalid", $"A range has 1 to {QualityFilter.MostDays} days.");

    /// <summary>Errors: <c>not_admin</c> (forbidden), <c>range_invalid</c>.</summary>
    public async Task<Result<QualityReport>> ReadAsync(Caller caller, QualityFilter filter, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return s_notAdmin;
        var days = filter.To.DayNumber - filter.From.DayNumber + 1;
        if (days is < 1 or > QualityFilter.MostDays)
            return s_range;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var hourly = days <= MostHourlyDays;
        var (zone, from, to) = await RangeAsync(db, filter, cancellationToken);
        var sums = hourly ? await QualityRows.HoursAsync(db, filter, from, to, zone, cancellationToken) : await QualityRows.DaysAsync(db, filter, zone, cancellationToken);
        var names = await db.Database.SqlQuery<NameRow>($"""select id as "Id", name as "Name" from assistant where org_id = {caller.OrganizationId}""").ToDictionaryAsync(row => row.Id, row => row.Name, cancellationToken);
        return new QualityReport(
            filter, zone, hourly, sums.Total,
            [.. sums.Steps.OrderBy(step => step.Key, StringComparer.Ordinal).Select(step => new QualityGroup(step.Key, step.Key, step.Value))],
            [.. Largest(sums.Models.Select(model => new QualityGroup(model.Key, model.Key, model.Value)))],
            [.. Largest(sums.Assistants.Where(assistant => assistant.Key != Guid.Empty).Select(assistant => new QualityGroup(assistant.Key.ToString(), names.GetValueOrDefault(assistant.Key, "An assistant that is gone"), assistant.Value)))],
            await QualityRows.ProvidersAsync(db, filter, from, to, cancellationToken));
    }

    /// <summary>The organization's today, where its days are its own.</summary>
    public async Task<DateOnly> TodayAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return (await db.Database.SqlQuery<DateOnly>($"""select (now() at time zone time_zone)::date as "Value" from organization where id = {caller.OrganizationId}""").ToListAsync(cancellationToken))[0];
    }

    private static IEnumerable<QualityGroup> Largest(IEnumerable<QualityGroup> groups) => groups.OrderByDescending(group => group.Figures.Calls).ThenBy(group => group.Key, StringComparer.Ordinal);

    private static async Task<RangeRow> RangeAsync(StudioDb db, QualityFilter filter, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<RangeRow>($"""
            select time_zone as "Zone", first_instant({filter.From}::date::timestamp, time_zone) as "From", first_instant({filter.To}::date + interval '1 day', time_zone) as "To"
            from organization where id = {db.Scope.OrganizationId}
            """).ToListAsync(cancellationToken))[0];

    private sealed record RangeRow(string Zone, DateTimeOffset From, DateTimeOffset To);

    private sealed record NameRow(Guid Id, string Name);
}
