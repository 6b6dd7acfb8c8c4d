using System.Runtime.CompilerServices;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>The activity log as admins and owners read it.</summary>
internal sealed class ActivityBrowser(StudioDatabase database)
{
    private const int ExportedAtOnce = 1_000;
    private static readonly Error s_notAdmin = Error.Forbidden("not_admin", "Only admins and owners read the activity log.");

    /// <summary>The latest first. Errors: <c>not_admin</c> (forbidden), <c>text_invalid</c>.</summary>
    public async Task<Result<IReadOnlyList<ActivityRow>>> PageAsync(Caller caller, ActivityFilter filter, ActivityPlace? before, int limit, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return s_notAdmin;
        if (filter.Problem is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var (at, id) = (before?.At, before?.Id);
        return await db.Database.SqlQuery<ActivityRow>($"""
            select a.id as "Id", a.created_at as "At", a.actor_id as "ActorId", u.display_name as "Actor", a.action as "Action", a.subject as "Subject", a.subject_id as "SubjectId",
                   a.detail::text as "Detail", a.before::text as "Before", a.after::text as "After", a.address as "Address", a.user_agent as "UserAgent"
            from (
              select l.* from activity_log l
              where l.org_id = {caller.OrganizationId}
                and l.created_at >= coalesce((select first_instant({filter.From}::date::timestamp, o.time_zone) from organization o where o.id = {caller.OrganizationId}), '-infinity')
                and l.created_at < coalesce((select first_instant({filter.To}::date + interval '1 day', o.time_zone) from organization o where o.id = {caller.OrganizationId}), 'infinity')
                and ({filter.UserId}::uuid is null or l.actor_id = {filter.UserId}::uuid)
                and ({filter.Action}::text is null or l.action = {filter.Action}::text)
                and ({filter.Subject}::text is null or l.subject = {filter.Subject}::text)
                and ({filter.SubjectId}::uuid is null or l.subject_id = {filter.SubjectId}::uuid)
                and ({at}::timestamptz is null or (l.created_at, l.id) < ({at}::timestamptz, {id}::uuid))
              order by l.created_at desc, l.id desc
              limit {limit}) a
            left join app_user u on u.id = a.actor_id
            order by a.created_at desc, a.id desc
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Everything the filter lets through, the latest first, page by page.</summary>
    public async IAsyncEnumerable<ActivityRow> AllAsync(Caller caller, ActivityFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ActivityPlace? before = null;
        do
        {
            var page = await PageAsync(caller, filter, before, ExportedAtOnce, cancellationToken);
            foreach (var row in page.Value ?? [])
                yield return row;
            before = page.Value is { Count: ExportedAtOnce } full ? ActivityPlace.Of(full[^1]) : null;
        }
        while (before is not null);
    }

    /// <summary>What there is to choose from. Empty for who may not read the log.</summary>
    public async Task<ActivityChoices> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return new ActivityChoices([], []);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var actions = await db.Database.SqlQuery<string>($"""select distinct action as "Value" from activity_log where org_id = {caller.OrganizationId} order by 1""").ToListAsync(cancellationToken);
        var people = await db.Database.SqlQuery<ActivityPerson>($"""
            select u.id as "Id", u.display_name as "Name" from app_user u
            where u.id in (select actor_id from activity_log where org_id = {caller.OrganizationId}) order by lower(u.display_name), u.id
            """).ToListAsync(cancellationToken);
        return new ActivityChoices(people, actions);
    }
}
