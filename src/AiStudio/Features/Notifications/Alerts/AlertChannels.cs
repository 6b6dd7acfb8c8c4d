using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Http;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>The ways an organization's alerts leave by, for those who look after its money.</summary>
internal sealed class AlertChannels(StudioDatabase database, OutboundGuard guard, SecretBox box, TimeProvider time)
{
    private const int Most = 20;

    private static readonly Error Gone = Error.NotFound("no_channel", "This channel does not exist any more.");

    public async Task<Result<ChannelRow[]>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if ((await AlertRights.RoleAsync(db, cancellationToken)).Error is { } refused)
            return refused;
        var channels = await db.Set<AlertChannel>().AsNoTracking().OrderBy(channel => channel.Name).ToListAsync(cancellationToken);
        return channels.Select(channel => new ChannelRow(channel.Id, channel.Kind, channel.Name, channel.Target, channel.DisabledAt is not null)).ToArray();
    }

    /// <summary>Errors: what is wrong with the draft; an address that this installation does not connect to; <c>too_many_channels</c>.</summary>
    public async Task<Result<Guid>> AddAsync(Caller caller, ChannelDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Problem is { } problem)
            return problem;
        var hook = draft.Kind == ChannelKind.Slack ? guard.Parse(draft.Address) : null;
        if (hook?.Error is { } unreachable)
            return unreachable;

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if ((await AlertRights.RoleAsync(db, cancellationToken)).Error is { } refused)
            return refused;
        if (await db.Set<AlertChannel>().CountAsync(cancellationToken) >= Most)
            return Error.Invalid("too_many_channels", $"There are {Most} channels already. Remove one first.");
        var channel = new AlertChannel
        {
            OrganizationId = caller.OrganizationId,
            Kind = draft.Kind,
            Name = draft.Name,
            Target = hook?.Value?.IdnHost ?? draft.Address,
        };
        if (hook?.Value is { } address)
            channel.Seal(address, box);
        db.Add(channel);
        db.LogActivity(caller, "alert_channel.added", "alert_channel", channel.Id, new { channel.Kind, channel.Target });
        await db.CommitAsync(cancellationToken);
        return channel.Id;
    }

    /// <summary>A message goes over it now; what became of it is among the deliveries.</summary>
    public Task<Result<Done>> TestAsync(Caller caller, Guid id, CancellationToken cancellationToken) => ChangeAsync(caller, id, "alert_channel.tested", (db, _) =>
        db.Database.ExecuteSqlAsync($"""
            insert into alert_delivery (org_id, id, channel_id, occasion) values ({caller.OrganizationId}, {Guid.CreateVersion7()}, {id}, 'test')
            """, cancellationToken), cancellationToken);

    /// <summary>Whether it carries what is raised from now on.</summary>
    public Task<Result<Done>> SwitchAsync(Caller caller, Guid id, bool disabled, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, disabled ? "alert_channel.disabled" : "alert_channel.enabled", (_, channel) =>
        {
            channel.DisabledAt = disabled ? time.GetUtcNow() : null;
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>It goes, with its secret and its deliveries.</summary>
    public Task<Result<Done>> RemoveAsync(Caller caller, Guid id, CancellationToken cancellationToken) => ChangeAsync(caller, id, "alert_channel.removed", (db, channel) =>
    {
        db.Remove(channel);
        return Task.CompletedTask;
    }, cancellationToken);

    private async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, string action, Func<StudioDb, AlertChannel, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if ((await AlertRights.RoleAsync(db, cancellationToken)).Error is { } refused)
            return refused;
        if (await db.Set<AlertChannel>().SingleOrDefaultAsync(channel => channel.Id == id, cancellationToken) is not { } channel)
            return Gone;
        await change(db, channel);
        db.LogActivity(caller, action, "alert_channel", id);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
