using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AiStudio.Api.Auth;
using AiStudio.Api.Resume;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Chat;

/// <summary>
/// <c>GET /api/turns/{id}/events</c>: the events of a turn of a chat, or of the answer to a chat completion, whose <c>x-turn-id</c> it is. <c>Last-Event-ID</c> is the number
/// of the last event that was seen; for a chat completion, whose events had no numbers when they were first sent, how many there were.
/// </summary>
internal sealed class TurnEvents(TurnFeed turns, AnswerStore answers, AnswerReplay replay)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/turns/{id:guid}/events", (Guid id, HttpContext context, TurnEvents events) => events.WatchAsync(id, context))
            .RequireCaller(ApiKeyScope.Chat)
            .WithName("WatchTurn").WithTags("Turns").WithSummary("Watch a turn, or the answer to a chat completion, while it runs or afterwards")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);

    public async Task<IResult> WatchAsync(Guid id, HttpContext context)
    {
        var after = context.LastSeen();
        return await FindAsync(context.User.ToCaller()!, RequestCaller.Of(context)!, id, context.RequestAborted) is { } found
            ? Sse.Events(context, cancellation => found(after, cancellation))
            : Missing.ToProblem(context);
    }

    /// <summary>The way to the events after a number; null when there is nothing of this id that the caller may watch.</summary>
    public async Task<Func<int, CancellationToken, IAsyncEnumerable<SseItem<string>>>?> FindAsync(Caller caller, RequestCaller counted, Guid id, CancellationToken cancellationToken)
    {
        if (await turns.ExistsAsync(caller, id, cancellationToken))
            return (after, cancellation) => OfTurnAsync(caller, id, after, cancellation);
        return await answers.FindAsync(counted, id, cancellationToken)
            ? (after, cancellation) => replay.WatchAsync(counted, id, after, cancellation)
            : null;
    }

    private static Platform.Results.Error Missing => Platform.Results.Error.NotFound("turn_not_found", "There is no such turn of yours, or it is too old to be watched again.");

    private async IAsyncEnumerable<SseItem<string>> OfTurnAsync(Caller caller, Guid id, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in turns.WatchAsync(caller, id, after, cancellationToken))
        {
            yield return new SseItem<string>(JsonSerializer.Serialize(one.Data, ChatJson.Options), one.Kind) { EventId = one.Number.ToString(CultureInfo.InvariantCulture) };
        }
    }
}
