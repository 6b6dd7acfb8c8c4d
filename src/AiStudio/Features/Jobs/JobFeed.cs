using System.Collections.Concurrent;

namespace AiStudio.Features.Jobs;

/// <summary>Tells open pages of this node that a job of their organization changed. They read the rows themselves.</summary>
internal sealed class JobFeed
{
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    /// <summary>Calls <paramref name="changed"/> with the id of each job that changes, and with an empty one when any may have, on any thread, until disposed.</summary>
    public IDisposable Subscribe(Guid organizationId, Action<Guid> changed)
    {
        var subscription = new Subscription(this, organizationId, changed);
        _subscriptions[subscription] = 0;
        return subscription;
    }

    public void Publish(JobSignal signal)
    {
        foreach (var subscription in _subscriptions.Keys)
        {
            if (subscription.OrganizationId == signal.OrganizationId)
            {
                subscription.Changed(signal.JobId);
            }
        }
    }

    /// <summary>Something may have been missed.</summary>
    public void PublishMissed()
    {
        foreach (var subscription in _subscriptions.Keys)
        {
            subscription.Changed(Guid.Empty);
        }
    }

    private sealed class Subscription(JobFeed feed, Guid organizationId, Action<Guid> changed) : IDisposable
    {
        public Guid OrganizationId => organizationId;

        public Action<Guid> Changed => changed;

        public void Dispose() => feed._subscriptions.TryRemove(this, out _);
    }
}
