using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Notifications;

/// <summary>A person's own notifications. Nobody sees another's.</summary>
internal sealed class NotificationService(StudioDatabase database)
{
    public const int PageSize = 50;

    /// <summary>The newest first.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="before">The last one of the page before; <see langword="null"/> for the first page.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Notification[]> ListAsync(Caller caller, Guid? before, int most, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<Notification>($"""
            select id as "Id", title as "Title", body as "Text", link as "Link", created_at as "CreatedAt", read_at as "ReadAt"
            from notification
            where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and ({before}::uuid is null or id < {before})
            order by id desc limit {most}
            """).ToArrayAsync(cancellationToken);
    }

    /// <summary>Those with larger ids than <paramref name="after"/>, the oldest first.</summary>
    public async Task<Notification[]> SinceAsync(Caller caller, Guid after, int most, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<Notification>($"""
            select id as "Id", title as "Title", body as "Text", link as "Link", created_at as "CreatedAt", read_at as "ReadAt"
            from notification
            where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and id > {after}
            order by id limit {most}
            """).ToArrayAsync(cancellationToken);
    }

    /// <summary>How many were not seen, and the newest of them.</summary>
    public async Task<(int Count, Notification? Newest)> UnreadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var newest = await db.Database.SqlQuery<Notification>($"""
            select id as "Id", title as "Title", body as "Text", link as "Link", created_at as "CreatedAt", read_at as "ReadAt"
            from notification
            where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and read_at is null
            order by id desc limit 1
            """).ToListAsync(cancellationToken);
        var count = await db.Database.SqlQuery<int>(
            $"""select count(*)::integer as "Value" from notification where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and read_at is null""")
            .ToListAsync(cancellationToken);
        return (count[0], newest.FirstOrDefault());
    }

    /// <summary>One of them is seen now. Error: <c>no_notification</c> (not found).</summary>
    public async Task<Result<Done>> MarkReadAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var found = await db.Database.ExecuteSqlAsync(
            $"update notification set read_at = coalesce(read_at, now()) where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and id = {id}", cancellationToken);
        if (found == 0)
            return Error.NotFound("no_notification", "There is no such notification of yours.");
        await db.NotifyAsync(NotificationSignals.Topic, caller.UserId.ToString(), cancellationToken);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>All of them are seen now. Those older than 90 days go.</summary>
    public async Task MarkReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"update notification set read_at = now() where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and read_at is null", cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"delete from notification where org_id = {caller.OrganizationId} and owner_id = {caller.UserId} and created_at < now() - interval '90 days'", cancellationToken);
        await db.NotifyAsync(NotificationSignals.Topic, caller.UserId.ToString(), cancellationToken);
        await db.CommitAsync(cancellationToken);
    }
}
