namespace AiStudio.Api.Idempotency;

/// <summary>Gives a request the answer of another that runs, or ran, under the same key: a stream as it comes, a whole answer when it is there.</summary>
internal sealed class RecordFollower(IdempotencyStore store, RunSignals signals, TimeProvider time)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);

    /// <summary>False when the run ended without an answer, or its node is gone: the key is to be asked for again.</summary>
    public async Task<bool> FollowAsync(HttpContext context, RequestIdentity request, Begun begun)
    {
        var (scope, aborted) = (request.Scope, context.RequestAborted);
        // Before the first look, so that nothing falls between.
        using var signal = signals.Subscribe(begun.Id);
        for (var (sent, asked) = (0, begun.Watched); ;)
        {
            var view = await store.LookAsync(scope, begun.Id, sent, aborted);
            if (view is null or { Abandoned: true, Done: false })
                return Leave(context);
            if (view is { Done: true } or { Body.Length: > 0 } && view.Answer is { } answer)
            {
                await SendAsync(context.Response, answer, view, aborted);
                sent += view.Body.Length;
            }

            if (view.Done)
                return true;
            if (!asked)
                asked = await store.WatchAsync(scope, begun.Id, aborted) || true;
            await signal.WaitAsync(s_lookEvery, time, aborted);
        }
    }

    // What was begun cannot be taken back: a cut connection says so, and never looks like an end.
    private static bool Leave(HttpContext context)
    {
        if (!context.Response.HasStarted)
            return false;
        context.Abort();
        return true;
    }

    private static async Task SendAsync(HttpResponse response, StoredAnswer answer, RecordView view, CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            answer.Apply(response);
            if (view is { Done: true, Body.Length: > 0 })
                response.ContentLength = view.Body.Length;
        }

        if (view.Body.Length > 0)
            await response.Body.WriteAsync(view.Body, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
