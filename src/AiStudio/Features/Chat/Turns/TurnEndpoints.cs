using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Chat.Turns;

/// <summary>A turn over plain HTTP: server-sent events that a browser resumes by itself with <c>Last-Event-ID</c>.</summary>
internal static class TurnEndpoints
{
    public static void MapTurns(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/turns/{id:guid}/events", WatchAsync).RequireAuthorization(Policies.Member);

    private static async Task<IResult> WatchAsync(Guid id, HttpContext context, TurnFeed feed, CancellationToken cancellationToken)
    {
        if (context.User.ToCaller() is not { } caller || !await feed.ExistsAsync(caller, id, cancellationToken))
            return TypedResults.NotFound();
        var after = int.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        return TypedResults.ServerSentEvents(ItemsAsync(feed, caller, id, after, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<string>> ItemsAsync(
        TurnFeed feed, Caller caller, Guid id, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in feed.WatchAsync(caller, id, after, cancellationToken))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(one.Data, ChatJson.Options), one.Kind)
            {
                EventId = one.Number.ToString(CultureInfo.InvariantCulture),
            };
        }
    }
}
