using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiStudio.Api.Idempotency;

namespace AiStudio.Api.Resume;

/// <summary>
/// An answer that was or is being given, event by event, with their numbers from 1: the chunks of a stream as they were sent, or a whole answer as one event and <c>[DONE]</c>.
/// One that was cut off, and did not say so, ends in an error event.
/// </summary>
internal sealed class AnswerReplay(IdempotencyStore records, RunSignals signals, TimeProvider time)
{
    private const string Done = "[DONE]";
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);

    /// <param name="caller">Has been found to be allowed.</param>
    /// <param name="id">The answer's.</param>
    /// <param name="after">How many events have been seen.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    public async IAsyncEnumerable<SseItem<string>> WatchAsync(RequestCaller caller, Guid id, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var signal = signals.Subscribe(id);
        var frames = new EventFrames();
        for (var (seen, number, asked, ended) = (0, 0, false, false); ;)
        {
            var view = await records.LookAsync(caller.Scope, id, seen, cancellationToken);
            var over = view is null or { Done: true } or { Abandoned: true };
            foreach (var item in view is null ? [] : ItemsOf(view, frames))
            {
                ended |= item.Data == Done || item.EventType == "error";
                if (++number > after)
                    yield return Numbered(item, number);
            }

            if (over)
            {
                if (!ended)
                    yield return Numbered(new SseItem<string>(CutOff(), "error"), number + 1);
                yield break;
            }

            seen += view!.Body.Length;
            if (!asked)
                asked = await records.WatchAsync(caller.Scope, id, cancellationToken) || true;
            await signal.WaitAsync(s_lookEvery, time, cancellationToken);
        }
    }

    private static IEnumerable<SseItem<string>> ItemsOf(RecordView view, EventFrames frames) =>
        view.Answer?.Headers.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) != false ? frames.Read(view.Body)
        : view.Done ? [new SseItem<string>(Encoding.UTF8.GetString(view.Body)), new SseItem<string>(Done)]
        : [];

    // What had no name when it was sent gets none: “message” is how it is read, not how it is written.
    private static SseItem<string> Numbered(SseItem<string> item, int number) =>
        new(item.Data, item.EventType == "message" ? null : item.EventType) { EventId = number.ToString(CultureInfo.InvariantCulture) };

    private static string CutOff()
    {
        var error = new JsonObject
        {
            ["message"] = "The answer was cut off before its end: whoever asked for it left, or its server stopped. Ask again.", ["type"] = "server_error", ["param"] = null, ["code"] = "stream_interrupted",
        };
        return new JsonObject { ["error"] = error }.ToJsonString(JsonSerializerOptions.Web);
    }
}
