using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>An organization's alerts, and what became of telling of them.</summary>
internal sealed class AlertList(StudioDatabase database)
{
    public const int PageSize = 50;

    /// <summary>Those for the caller's role, the newest first: the open ones, or those that are over.</summary>
    public async Task<Result<AlertRow[]>> ListAsync(Caller caller, bool open, Guid? before, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var role = await AlertRights.RoleAsync(db, cancellationToken);
        if (role.Error is { } refused)
            return refused;
        return await db.Database.SqlQuery<AlertRow>($"""
            select id as "Id", rule as "Rule", title as "Title", body as "Body", link as "Link", raised_at as "RaisedAt", last_told_at as "LastToldAt",
                   times_told as "TimesTold", ended_at as "EndedAt"
            from alert
            where org_id = {caller.OrganizationId} and (ended_at is null) = {open} and {role.Value} = any (roles) and ({before}::uuid is null or id < {before}::uuid)
            order by id desc limit {PageSize}
            """).ToArrayAsync(cancellationToken);
    }

    /// <summary>The latest deliveries of alerts for the caller's role, and of tests.</summary>
    public async Task<Result<DeliveryRow[]>> DeliveriesAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var role = await AlertRights.RoleAsync(db, cancellationToken);
        if (role.Error is { } refused)
            return refused;
        return await db.Database.SqlQuery<DeliveryRow>($"""
            select d.id as "Id", c.name as "Channel", a.title as "Title", d.occasion as "Occasion", d.state as "State", d.attempts as "Attempts", d.next_at as "NextAt",
                   d.error as "Error", d.created_at as "CreatedAt", d.sent_at as "SentAt"
            from alert_delivery d
            join alert_channel c on c.org_id = d.org_id and c.id = d.channel_id
            left join alert a on a.org_id = d.org_id and a.id = d.alert_id
            where d.org_id = {caller.OrganizationId} and (a.id is null or {role.Value} = any (a.roles))
            order by d.id desc limit {PageSize}
            """).ToArrayAsync(cancellationToken);
    }
}
