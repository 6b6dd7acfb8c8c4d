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
            return Results.Problem(statusCode: status, extensions: new Dictionary<string, object?> { ["requestId"] = requestId }).ExecuteAsync(context);
        }

        return status switch
        {
            StatusCodes.Status404NotFound => WriteAsync(context, "There is nothing at this address", "It may have been moved or deleted, or it is not yours to see.", null),
            >= 500 => WriteAsync(context, "This page stopped working", "What you had saved is safe. The fault is in the log of the installation.", requestId),
            _ => Task.CompletedTask,
        };
    }

    private static Task WriteAsync(HttpContext context, string title, string text, string? requestId) =>
        Results.Content(FailurePage.Write(title, text, requestId), "text/html; charset=utf-8", statusCode: context.Response.StatusCode).ExecuteAsync(context);
}
