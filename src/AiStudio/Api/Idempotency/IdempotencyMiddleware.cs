using Microsoft.AspNetCore.Http.Features;

namespace AiStudio.Api.Idempotency;

/// <summary>
/// Stripe's idempotency. The first request with a key runs, to its end even if its client leaves; every other with the same key and body gets its
/// answer, byte for byte; another body is refused. Answers of 4xx and 503 are not kept: nothing was done, and the key is free.
/// A run whose node died is run again by who asks next: what it makes has the same <see cref="IdempotentRun.Id"/>, what it buys a new <see cref="IdempotentRun.CallId"/>.
/// </summary>
internal sealed partial class IdempotencyMiddleware(
    RequestDelegate next, IdempotencyStore store, RecordFollower follower, RunSignals signals, TimeProvider time, ILogger<IdempotencyMiddleware> logger)
{
    private static readonly Refusal s_badKey = Refusal.Invalid(
        "invalid_idempotency_key", $"Idempotency-Key is one value of 1 to {RequestIdentity.LongestKey} visible ASCII characters.");

    private static readonly Refusal s_otherRequest = Refusal.Unprocessable(
        "idempotency_key_reused", "This Idempotency-Key was used for another request within the last 24 hours. Use a new key for a new request.");

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.Headers.TryGetValue(RequestIdentity.Header, out var keys)
            || !(request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/api"))
            || context.GetEndpoint() is null || RequestCaller.Of(context) is not { } caller)
        {
            await next(context);
            return;
        }

        if (keys is not [{ } key] || !RequestIdentity.IsKey(key))
        {
            await s_badKey.WriteAsync(context);
            return;
        }

        var identity = await RequestIdentity.OfAsync(context, caller, key, context.RequestAborted);
        while (true)
        {
            var token = Guid.CreateVersion7();
            var begun = await store.BeginAsync(identity, token, context.RequestAborted);
            if (!begun.SameRequest)
            {
                await s_otherRequest.WriteAsync(context);
                return;
            }

            if (begun.Won)
            {
                await RunAsync(context, new IdempotentRun(store, signals, time, identity.Scope, begun, token));
                return;
            }

            if (await follower.FollowAsync(context, identity, begun))
                return;
        }
    }

    private async Task RunAsync(HttpContext context, IdempotentRun run)
    {
        await using var _ = run;
        var server = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var body = new RecordingBody(context.Response, server.Stream);
        body.Passing = () => run.Stream(body, StoredAnswer.Of(context.Response));
        var feature = new StreamResponseBodyFeature(body, server);
        var aborted = context.RequestAborted;
        context.Features.Set<IHttpResponseBodyFeature>(feature);
        context.Features.Set(run);
        // A client that leaves does not end the run: it will ask again.
        context.RequestAborted = run.Lost;
        var finished = false;
        try
        {
            await next(context);
            await feature.CompleteAsync();
            finished = !run.Lost.IsCancellationRequested;
        }
        finally
        {
            context.RequestAborted = aborted;
            context.Features.Set(server);
            var answer = finished && IsKept(context.Response.StatusCode) ? StoredAnswer.Of(context.Response) : null;
            await EndAsync(run, answer, body, context.GetEndpoint()?.Metadata.GetMetadata<TellsSecret>() is not null);
        }

        // A lease that was lost is another's run: what was written here is no answer.
        if (finished)
            await body.SendAsync();
        else
            context.Abort();
    }

    // The answer goes out also when it cannot be kept: what was done is done, and its ids are those of the next run.
    private async Task EndAsync(IdempotentRun run, StoredAnswer? answer, RecordingBody body, bool secret)
    {
        try
        {
            var ended = answer is { Status: < 300 } && secret ? await run.EndAsync(StoredAnswer.Secret, StoredAnswer.SecretBody)
                : answer is not null && body.TooLong ? await run.EndAsync(StoredAnswer.TooLong, StoredAnswer.TooLongBody)
                : await run.EndAsync(answer, body.Whole());
            if (!ended)
                LogLost(run.Id);
        }
        catch (Exception failure)
        {
            LogNotKept(failure, run.Id);
        }
    }

    private static bool IsKept(int status) => status is < 400 or >= 500 and not StatusCodes.Status503ServiceUnavailable;

    [LoggerMessage(LogLevel.Warning, "Idempotent run {Run} lost its lease before its answer was kept; whoever asks again runs it again under the same ids")]
    private partial void LogLost(Guid run);

    [LoggerMessage(LogLevel.Error, "The answer of idempotent run {Run} could not be kept; whoever asks again runs it again under the same ids")]
    private partial void LogNotKept(Exception failure, Guid run);
}
