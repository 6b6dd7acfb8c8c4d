namespace AiStudio.Platform.Http;

/// <summary>
/// The id that client, answer, log and trace share. The trace of a <c>traceparent</c> is the host's to follow, and every line of the log carries it.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var id = RequestId.OwnOf(context.Request) ?? RequestId.New();
        context.TraceIdentifier = id;
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers[RequestId.Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = id }))
            await next(context);
    }
}
