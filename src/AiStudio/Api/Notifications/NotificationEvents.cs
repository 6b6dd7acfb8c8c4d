using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiStudio.Api.Auth;
using AiStudio.Features.Chat;
using AiStudio.Features.Notifications;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Notifications;

/// <summary><c>GET /api/notifications/events</c>: one's own notifications as they come, for programs that speak no SignalR.</summary>
internal static class NotificationEvents
{
    private static readonly Error s_unreadable = Error.Invalid("event_id_invalid", "“Last-Event-ID” is the id of an event of this stream, as it was sent. Leave it out to begin from now on.");

    public static IResult Watch(HttpContext context, NotificationFeed feed)
    {
        var (caller, seen) = (context.ApiCaller(), context.Request.Headers["Last-Event-ID"].ToString());
        var after = NotificationPlace.Parse(seen);
        return seen.Length > 0 && after is null
            ? s_unreadable.ToProblem(context)
            : Sse.Events(context, cancellation => EventsAsync(feed, caller, after, cancellation), ApiKeyScope.Admin);
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(NotificationFeed feed, Caller caller, NotificationPlace? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (place, one) in feed.WatchAsync(caller, after, cancellationToken))
        {
            yield return one is null
                ? new SseItem<string>("{}", "began") { EventId = place.ToString() }
                : new SseItem<string>(JsonSerializer.Serialize(one, ChatJson.Options), "notification") { EventId = place.ToString() };
        }
    }
}
