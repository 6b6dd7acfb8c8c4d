using AiStudio.Platform.Http;

namespace AiStudio.Shell.Failures;

/// <summary>What is answered when there is nothing else to answer: neither asks the database, nor who is calling.</summary>
internal static class FailureAnswers
{
    /// <summary>For all but <c>/v1</c>, which has its own form of errors.</summary>
    public static void UseFailureAnswers(this WebApplication app) => app.UseWhen(context => !context.Request.Path.StartsWithSegments("/v1"), branch =>
    {
        branch.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerAsync,
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        branch.UseStatusCodePages(context => AnswerAsync(context.HttpContext));
    });

    private static Task AnswerAsync(HttpContext context)
    {
        var (status, requestId) = (context.Response.StatusCode, context.TraceIdentifier);
        if (context.Request.IsFromProgram())
        {
            var (code, detail) = Told(status);
            return Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code, ["requestId"] = requestId }).ExecuteAsync(context);
        }

        return status switch
        {
            StatusCodes.Status404NotFound => WriteAsync(context, "There is nothing at this address", "It may have been moved or deleted, or it is not yours to see.", null),
            >= 500 => WriteAsync(context, "This page stopped working", "What you had saved is safe. The fault is in the log of the installation.", requestId),
            _ => Task.CompletedTask,
        };
    }

    private static (string Code, string Detail) Told(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ("unauthenticated", "Sign in, or send “Authorization: Bearer ais_…” with a key that is made under API keys."),
        StatusCodes.Status403Forbidden => ("forbidden", "Your role does not reach this, or another site sent the request."),
        StatusCodes.Status404NotFound => ("not_found", "There is nothing at this address, or it is not yours to see."),
        StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "This address does not take this method. The header Allow lists those it takes."),
        StatusCodes.Status408RequestTimeout => ("request_timeout", "The request did not arrive in time."),
        StatusCodes.Status413PayloadTooLarge => ("request_too_large", "The request body is larger than this address takes."),
        StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "This address does not take a body of this Content-Type."),
        StatusCodes.Status503ServiceUnavailable => ("unavailable", "The service cannot answer right now. Try again in a moment."),
        >= 500 => ("internal_error", "Something went wrong on our side. The request id finds it in the log of the installation."),
        _ => ("bad_request", "The request is not one that this address takes. /openapi/v1.json describes it."),
    };

    private static Task WriteAsync(HttpContext context, string title, string text, string? requestId) =>
        Results.Content(FailurePage.Write(title, text, requestId), "text/html; charset=utf-8", statusCode: context.Response.StatusCode).ExecuteAsync(context);
}
