using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using AiStudio.Api.Auth;
using AiStudio.Api.Background;
using AiStudio.Api.Chat;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.SignalR;

namespace AiStudio.Api.Realtime;

/// <summary>
/// <c>/hubs/studio</c>: the events of turns and jobs, as over SSE, and one's own notifications. Each watching is a stream of its own from a number on, which a group,
/// sending to all of it the same from now on, could not give; it is read under its caller's organization, and whether they may still have it is asked when it begins and
/// before every event. Who lost their membership or key hears nothing more, and is disconnected within five seconds.
/// </summary>
internal sealed class StudioHub(TurnEvents turns, JobFollowing jobs, Notifications notifications, AccessWatches watches) : Hub
{
    private static readonly object s_access = new();

    private Caller Caller => Context.User!.ToCaller()!;

    public override Task OnConnectedAsync()
    {
        var access = watches.Open(Context.User!);
        Context.Items[s_access] = access;
        access.Ended.UnsafeRegister(static context => ((HubCallerContext)context!).Abort(), Context);
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[s_access] is AccessWatch access)
            await access.DisposeAsync();
    }

    /// <summary>A turn's events after a number, until it ends; also those of a chat completion, whose <c>x-turn-id</c> it is.</summary>
    public async IAsyncEnumerable<HubEvent> WatchTurn(Guid turnId, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = await turns.FindAsync(Caller, RequestCaller.Of(Context.User!)!, turnId, cancellationToken)
            ?? throw new HubException("There is no such turn of yours, or it is too old to be watched again.");
        await foreach (var one in CheckedAsync(events(after, cancellationToken)))
            yield return one;
    }

    /// <summary>A job's events after a number, until it ends.</summary>
    public async IAsyncEnumerable<HubEvent> WatchJob(Guid jobId, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await jobs.ExistsAsync(Caller, jobId, cancellationToken))
            throw new HubException("There is no such job of yours.");
        await foreach (var one in CheckedAsync(jobs.WatchAsync(Caller, jobId, after, cancellationToken)))
            yield return one;
    }

    /// <summary>
    /// What happens to the caller's own conversations (<c>conversation</c>) and jobs (<c>job</c>) from now on, and what their bell shows (<c>notification</c>; by key with the scope
    /// <c>admin</c>, as under <c>/api/notifications</c>); <c>missed</c>: something may have been lost, read the lists again.
    /// </summary>
    public IAsyncEnumerable<HubEvent> WatchNotifications(CancellationToken cancellationToken) =>
        CheckedAsync(notifications.WatchAsync(Caller, RequestCaller.KeyOf(Context.User!) is null || Context.User!.HasClaim(KeyPolicies.ScopeClaim, ApiKeyScope.Admin.ToName()), cancellationToken));

    private async IAsyncEnumerable<HubEvent> CheckedAsync(IAsyncEnumerable<SseItem<string>> events)
    {
        var access = (AccessWatch)Context.Items[s_access]!;
        await foreach (var one in events)
        {
            if (!await access.StandsAsync())
                throw new HubException("Your access has ended.");
            yield return new(one.EventId, one.EventType, one.Data);
        }
    }
}
