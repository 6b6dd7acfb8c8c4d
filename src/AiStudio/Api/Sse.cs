using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api;

/// <summary>Streams of events that a browser or a program resumes with <c>Last-Event-ID</c>.</summary>
internal static class Sse
{
    /// <summary>How many events the caller has seen.</summary>
    public static int LastSeen(this HttpContext context) =>
        int.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;

    /// <summary>
    /// Sends what <paramref name="watch"/> yields. A node that shuts down does not wait for its watchers: they come again, elsewhere, with the last number they saw.
    /// Nor does one stay whose session or key has ended: it comes again and is refused.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="watch">The events, until its token is cancelled.</param>
    /// <param name="scope">What a key needs for them.</param>
    public static IResult Events(HttpContext context, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> watch, ApiKeyScope scope = ApiKeyScope.Chat)
    {
        var services = context.RequestServices;
        var access = services.GetRequiredService<AccessWatches>().Open(context.User, scope);
        context.Response.RegisterForDisposeAsync(access);
        var ending = CancellationTokenSource.CreateLinkedTokenSource(services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping, access.Ended);
        context.Response.RegisterForDispose(ending);
        return new EventStream(UntilAsync(watch, ending.Token, context.RequestAborted), services.GetRequiredService<TimeProvider>());
    }

    private static async IAsyncEnumerable<SseItem<string>> UntilAsync(
        Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> watch, CancellationToken ending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, cancellationToken);
        await using var events = watch(either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(events, ending))
            yield return events.Current;
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken ending)
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
