using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiStudio.Api;

/// <summary>A request that goes no further: in OpenAI's form under <c>/v1</c>, as a problem elsewhere.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">OpenAI's kind of error.</param>
/// <param name="Code">What a program branches on.</param>
/// <param name="Message">What a person reads.</param>
internal sealed record Refusal(int Status, string Type, string Code, string Message)
{
    private const string InvalidRequest = "invalid_request_error";

    public static Refusal Invalid(string code, string message) => new(StatusCodes.Status400BadRequest, InvalidRequest, code, message);

    public static Refusal Conflict(string code, string message) => new(StatusCodes.Status409Conflict, InvalidRequest, code, message);

    public static Refusal Unprocessable(string code, string message) => new(StatusCodes.Status422UnprocessableEntity, InvalidRequest, code, message);

    /// <summary>As a problem.</summary>
    public IResult ToResult(HttpContext context) => TypedResults.Problem(
        Message, statusCode: Status, extensions: new Dictionary<string, object?> { ["code"] = Code, ["requestId"] = context.TraceIdentifier });

    public Task WriteAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v1"))
            return ToResult(context).ExecuteAsync(context);

        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        var error = new JsonObject { ["message"] = Message, ["type"] = Type, ["param"] = null, ["code"] = Code };
        return context.Response.WriteAsync(new JsonObject { ["error"] = error }.ToJsonString(JsonSerializerOptions.Web), context.RequestAborted);
    }
}
