using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>
/// Tells again of what lasts, and sends what waits, each message in its own time. What is not taken is tried again after 15 s, 1 min, 4 min, 16 min
/// and then hourly, eight times in all. A node that dies while sending leaves it to another: a message may arrive twice, but not never.
/// </summary>
internal sealed partial class DeliverAlerts(StudioDatabase database, AlertPost post, SiteLinks links, TimeProvider time, ILogger<DeliverAlerts> logger)
    : PeriodicWork(TimeSpan.FromSeconds(5), time, logger)
{
    public const int MostAttempts = 8;

    private const int AtOnce = 8;
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    /// <summary>Returns how many messages were sent or tried.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await TellAgainAsync(cancellationToken);
        var count = 0;
        while (await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            await Task.WhenAll(claimed.Select(delivery => DeliverAsync(delivery, cancellationToken)));
            count += claimed.Count;
        }

        return count;
    }

    /// <summary>How long after its <paramref name="attempt"/>th try, from 1, a message is tried again.</summary>
    public static TimeSpan PauseAfter(int attempt)
    {
        var pause = TimeSpan.FromSeconds(15 * Math.Pow(4, attempt - 1));
        return pause < s_longestPause ? pause : s_longestPause;
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    private async Task TellAgainAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select alerts_tell_again()", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<Claim>> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, id, attempt from alert_deliveries_claim($1, $2)", connection);
        command.Parameters.Add(new() { Value = AtOnce });
        command.Parameters.Add(new() { Value = s_lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<Claim>();
        while (await reader.ReadAsync(cancellationToken))
            claimed.Add(new Claim(new TenantScope(reader.GetGuid(0)), reader.GetGuid(1), reader.GetInt32(2)));
        return claimed;
    }

    private async Task DeliverAsync(Claim claim, CancellationToken cancellationToken)
    {
        var outcome = await TryAsync(claim, cancellationToken);
        var state = outcome.Error is null ? "sent" : outcome.MayRetry && claim.Attempt < MostAttempts ? "pending" : "failed";
        if (state == "failed")
            LogFailed(claim.Id, claim.Scope.OrganizationId, claim.Attempt);

        await using var db = await database.BeginAsync(claim.Scope, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update alert_delivery
            set state = {state}, error = {outcome.Error}, next_at = now() + {PauseAfter(claim.Attempt)}, sent_at = case when {state} = 'sent' then now() end
            where org_id = {claim.Scope.OrganizationId} and id = {claim.Id} and attempts = {claim.Attempt}
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    // One message that cannot be sent must not keep the others.
    private async Task<PostOutcome> TryAsync(Claim claim, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(claim, cancellationToken) is { } due ? await post.SendAsync(due, cancellationToken) : PostOutcome.GiveUp("Its channel is disabled.");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogBroken(failure, claim.Id, claim.Scope.OrganizationId);
            return PostOutcome.TryAgain("It could not be sent, for a reason that the log of the app names.");
        }
    }

    /// <summary>What is to be sent; <see langword="null"/> when the channel carries nothing any more.</summary>
    private async Task<DueDelivery?> ReadAsync(Claim claim, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(claim.Scope, cancellationToken);
        var row = await db.Database.SqlQuery<Message>($"""
            select d.channel_id as "ChannelId", d.occasion as "Occasion", a.title as "Title", a.body as "Body", a.link as "Link", o.name as "Organization"
            from alert_delivery d
            join organization o on o.id = d.org_id
            left join alert a on a.org_id = d.org_id and a.id = d.alert_id
            where d.org_id = {claim.Scope.OrganizationId} and d.id = {claim.Id}
            """).SingleOrDefaultAsync(cancellationToken);
        if (row is null || await db.Set<AlertChannel>().AsNoTracking().SingleOrDefaultAsync(channel => channel.Id == row.ChannelId, cancellationToken) is not { } channel)
            return null;
        return channel.DisabledAt is not null && row.Occasion != "test" ? null : row.Occasion switch
        {
            "test" => new(channel, $"A test from AiStudio of {row.Organization}", $"This channel works: alerts of {row.Organization} arrive here.\n\n{links.To("/spend/alerts")}"),
            "ended" => new(channel, $"Over: {row.Title}", $"This lasts no longer; nothing is to be done.\n\n{links.To(row.Link!)}"),
            "again" => new(channel, $"Still: {row.Title}", $"{row.Body}\n\n{links.To(row.Link!)}"),
            _ => new(channel, row.Title!, $"{row.Body}\n\n{links.To(row.Link!)}"),
        };
    }

    private sealed record Claim(TenantScope Scope, Guid Id, int Attempt);

    private sealed record Message(Guid ChannelId, string Occasion, string? Title, string? Body, string? Link, string Organization);

    [LoggerMessage(LogLevel.Error, "Delivery {DeliveryId} of an alert of organization {OrganizationId} could not be sent")]
    private partial void LogBroken(Exception exception, Guid deliveryId, Guid organizationId);

    [LoggerMessage(LogLevel.Warning, "Delivery {DeliveryId} of an alert of organization {OrganizationId} failed at attempt {Attempt}; the page of alerts says why")]
    private partial void LogFailed(Guid deliveryId, Guid organizationId, int attempt);
}
