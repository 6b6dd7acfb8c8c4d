using System.Data.Common;
using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi;

/// <summary>
/// Around everything under <c>/v1</c>: no answer is kept by anybody on the way, and whatever goes wrong is told in OpenAI's form.
/// After the first byte of an answer it is too late for a status; then the connection ends.
/// </summary>
internal sealed partial class OpenAiEdge(RequestDelegate next, ILogger<OpenAiEdge> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await OpenAiErrors.OfStatus(context).WriteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to hear of it.
        }
        catch (Exception failure) when (!response.HasStarted)
        {
            await ErrorOf(failure).WriteAsync(context);
        }
    }

    private OpenAiError ErrorOf(Exception failure)
    {
        switch (failure)
        {
            case RefusedRequestException refused:
                return refused.Error;
            case GatewayException gateway:
                return OpenAiErrors.Of(gateway);
            case BadHttpRequestException bad:
                return OpenAiErrors.Of(bad);
            case IOException:
                // Chunks that are none: the server says so with a plain failure to read.
                return OpenAiErrors.Of(new BadHttpRequestException(failure.Message));
            case DbException:
                LogBroken(failure);
                return OpenAiErrors.Unavailable;
            default:
                LogBroken(failure);
                return OpenAiErrors.Internal;
        }
    }

    [LoggerMessage(LogLevel.Error, "A request of a program broke")]
    private partial void LogBroken(Exception failure);
}
