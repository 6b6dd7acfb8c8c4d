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

    private static async Task<IResult> WatchAsync(
        Guid id, HttpContext context, TurnFeed feed, SessionCheck check, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (context.User.ToCaller() is not { } caller || !await feed.ExistsAsync(caller, id, cancellationToken))
            return TypedResults.NotFound();
        var after = int.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var watch = new SessionWatch(check, context.User, time);
        context.Response.RegisterForDisposeAsync(watch);
        var ending = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, watch.Ended);
        context.Response.RegisterForDispose(ending);
        return TypedResults.ServerSentEvents(ItemsAsync(feed, caller, id, after, ending.Token, cancellationToken));
    }

    // A node that shuts down does not wait for its watchers: they come again, elsewhere, with the last number they saw.
    // Nor does one whose session has ended stay: it comes again and is refused.
    private static async IAsyncEnumerable<SseItem<string>> ItemsAsync(
        TurnFeed feed, Caller caller, Guid id, int after, CancellationToken ending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, cancellationToken);
        await using var events = feed.WatchAsync(caller, id, after, either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(events, ending))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(events.Current.Data, ChatJson.Options), events.Current.Kind)
            {
                EventId = events.Current.Number.ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<TurnEvent> events, CancellationToken ending)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return false;
        }
    }
}
