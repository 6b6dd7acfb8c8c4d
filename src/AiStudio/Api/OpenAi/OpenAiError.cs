using System.Globalization;
using System.Text.Json;

namespace AiStudio.Api.OpenAi;

/// <summary>An answer that is no answer, in OpenAI's form: <c>{"error":{"message","type","param","code"}}</c>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">OpenAI's kind, such as <c>invalid_request_error</c>.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">For people; never a stack trace, never a text of a model or a user beyond a name.</param>
/// <param name="Param">The member of the request it is about, as a path.</param>
internal sealed record OpenAiError(int Status, string Type, string Code, string Message, string? Param = null)
{
    /// <summary>When another try may succeed, if known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a client library may try again by itself; null leaves it to the library.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Answers with it. Nothing may have been sent yet.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (ShouldRetry is { } retry)
            response.Headers["x-should-retry"] = retry ? "true" : "false";
        response.ContentType = "application/json";
        using var json = new ResponseJson(response.BodyWriter);
        Write(json.Writer);
        json.Writer.Flush();
        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, Message);
        writer.WriteString("type"u8, Type);
        writer.WriteString("param"u8, Param);
        writer.WriteString("code"u8, Code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
