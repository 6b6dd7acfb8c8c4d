using System.Runtime.CompilerServices;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Notifications;

/// <summary>A person's new notifications as they come, whatever node made them.</summary>
internal sealed class NotificationFeed(NotificationService notifications, NotificationSignals signals, TimeProvider time)
{
    private static readonly TimeSpan s_lookAtLeastEvery = TimeSpan.FromMinutes(5);

    /// <summary>Those from now on, the oldest first. Of more than a page at once the oldest are left to the list.</summary>
    public async IAsyncEnumerable<Notification> WatchAsync(Caller caller, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before the first look, so that nothing falls between.
        using var signal = signals.Subscribe(caller.UserId);
        HashSet<Guid> known = [.. (await LookAsync()).Select(one => one.Id)];
        while (true)
        {
            await signal.WaitAsync(s_lookAtLeastEvery, time, cancellationToken);
            var page = await LookAsync();
            // Not by their ids alone: one that was made earlier may have been committed later.
            foreach (var one in page.AsEnumerable().Reverse().Where(one => !known.Contains(one.Id)))
                yield return one;
            known.UnionWith(page.Select(one => one.Id));
        }

        Task<Notification[]> LookAsync() => notifications.ListAsync(caller, before: null, NotificationService.PageSize, cancellationToken);
    }
}
