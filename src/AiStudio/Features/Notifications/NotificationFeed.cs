using System.Runtime.CompilerServices;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Notifications;

/// <summary>A person's new notifications as they come, whatever node made them.</summary>
internal sealed class NotificationFeed(NotificationService notifications, NotificationSignals signals, TimeProvider time)
{
    private static readonly TimeSpan s_lookAtLeastEvery = TimeSpan.FromMinutes(5);

    /// <summary>Those from now on, the oldest first.</summary>
    public async IAsyncEnumerable<Notification> WatchAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var told in WatchAsync(caller, after: null, cancellationToken))
        {
            if (told.Notification is { } one)
                yield return one;
        }
    }

    /// <summary>Those after a place, or from now on, the oldest first. Where it begins from now on it says at once from where.</summary>
    public async IAsyncEnumerable<ToldNotification> WatchAsync(Caller caller, NotificationPlace? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before the first look, so that nothing falls between.
        using var signal = signals.Subscribe(caller.UserId);
        var place = after ?? await HereAsync(caller, cancellationToken);
        HashSet<Guid> known = [.. place.Told, place.Last];
        if (after is null)
            yield return new ToldNotification(place, null);
        while (true)
        {
            await foreach (var one in SinceAsync(caller, place.Floor, cancellationToken))
            {
                if (!known.Add(one.Id))
                    continue;
                place = place.After(one.Id);
                yield return new ToldNotification(place, one);
            }

            var floor = place.Floor;
            known.RemoveWhere(id => id.CompareTo(floor) <= 0 && id != place.Last);
            await signal.WaitAsync(s_lookAtLeastEvery, time, cancellationToken);
        }
    }

    private async Task<NotificationPlace> HereAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (await notifications.ListAsync(caller, before: null, most: 1, cancellationToken) is not [var newest])
            return NotificationPlace.Beginning;
        var place = NotificationPlace.Beginning.After(newest.Id);
        await foreach (var one in SinceAsync(caller, place.Floor, cancellationToken))
        {
            // What comes meanwhile is new.
            if (one.Id.CompareTo(newest.Id) <= 0)
                place = place.After(one.Id);
        }

        return place;
    }

    private async IAsyncEnumerable<Notification> SinceAsync(Caller caller, Guid after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Notification[] page;
        do
        {
            page = await notifications.SinceAsync(caller, after, NotificationService.PageSize, cancellationToken);
            foreach (var one in page)
                yield return one;
            after = page.Length == 0 ? after : page[^1].Id;
        }
        while (page.Length == NotificationService.PageSize);
    }
}
