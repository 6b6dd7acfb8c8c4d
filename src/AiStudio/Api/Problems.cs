using AiStudio.Platform.Results;

namespace AiStudio.Api;

/// <summary>An expected failure of a feature as the management API tells it.</summary>
internal static class Problems
{
    public static IResult ToProblem(this Error error, HttpContext context) => TypedResults.Problem(
        error.Message, statusCode: StatusOf(error.Kind), extensions: new Dictionary<string, object?> { ["code"] = error.Code, ["requestId"] = context.TraceIdentifier });

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.Stale => StatusCodes.Status412PreconditionFailed,
        ErrorKind.OverLimit => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };
}
