namespace AiStudio.Platform.Http;

/// <summary>
/// The id that client, answer, log and trace share: the client's own when it is one plain word, else a new one. The trace of a
/// <c>traceparent</c> is the host's to follow, and every line of the log carries it.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    public const string Header = "x-request-id";
    private const int Longest = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[Header] is [{ Length: > 0 and <= Longest } own] && own.All(IsPlain) ? own : $"req_{Guid.CreateVersion7():n}";
        context.Request.Headers[Header] = id;
        context.TraceIdentifier = id;
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = id }))
            await next(context);
    }

    // What becomes a header and a line of the log.
    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
