using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace AiStudio.Api;

/// <summary>Events as they come, and a comment after every 15 seconds in which none does: proxies close what is silent, and who has gone is noticed by writing to them.</summary>
internal sealed class EventStream(IAsyncEnumerable<SseItem<string>> events, TimeProvider time) : IResult
{
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly byte[] s_heartbeat = ": still here\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, left) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers.ContentEncoding = "identity";
        // A proxy that collects the events would make them useless.
        response.Headers["x-accel-buffering"] = "no";
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await response.Body.FlushAsync(left);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(left);
        await using var items = events.GetAsyncEnumerator(ending.Token);
        var next = items.MoveNextAsync().AsTask();
        try
        {
            while (await CameAsync(next, response, left))
            {
                await SendAsync(response, Encoding.UTF8.GetBytes(Written(items.Current)), left);
                next = items.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator must not be let go while it still looks for its next event.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> CameAsync(Task<bool> next, HttpResponse response, CancellationToken left)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(Silence, time, CancellationToken.None);
            }
            catch (TimeoutException) when (!next.IsCompleted)
            {
                await SendAsync(response, s_heartbeat, left);
            }
        }
    }

    private static async Task SendAsync(HttpResponse response, byte[] bytes, CancellationToken left)
    {
        await response.Body.WriteAsync(bytes, left);
        await response.Body.FlushAsync(left);
    }

    private static string Written(SseItem<string> item)
    {
        var text = new StringBuilder();
        if (item.EventType != SseParser.EventTypeDefault)
            text.Append("event: ").Append(item.EventType).Append('\n');
        foreach (var line in item.Data.Split('\n'))
            text.Append("data: ").Append(line).Append('\n');
        if (item.EventId is not null)
            text.Append("id: ").Append(item.EventId).Append('\n');
        return text.Append('\n').ToString();
    }
}
