using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Wire;

/// <summary>Errors in each protocol's form: the body of a refusal, and the event inside a stream.</summary>
internal static class ErrorWire
{
    public static ReadOnlyMemory<byte> Body(Operation operation, int status, string message, string requestId)
    {
        var buffer = new WireBuffer();
        if (IsAnthropic(operation))
        {
            buffer.Add("{\"type\":\"error\",\"error\":{\"type\":"u8).Quoted(AnthropicType(status))
                .Add(",\"message\":"u8).Quoted(message).Add("},\"request_id\":"u8).Quoted(requestId).Add("}"u8);
        }
        else
        {
            buffer.Add("{\"error\":{\"message\":"u8).Quoted(message).Add(",\"type\":"u8).Quoted(OpenAiType(status))
                .Add(",\"param\":null,\"code\":"u8);
            if (OpenAiCode(status) is { } code)
                buffer.Quoted(code);
            else
                buffer.Add("null"u8);
            buffer.Add("}}"u8);
        }

        return buffer.Written;
    }

    public static ReadOnlyMemory<byte> Event(Operation operation, string? message)
    {
        var buffer = new WireBuffer();
        if (IsAnthropic(operation))
        {
            buffer.Add("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":"u8)
                .Quoted(message ?? "Overloaded").Add("}}\n\n"u8);
        }
        else
        {
            buffer.Add("data: {\"error\":{\"message\":"u8)
                .Quoted(message ?? "The server had an error while processing your request.")
                .Add(",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n"u8);
        }

        return buffer.Written;
    }

    private static bool IsAnthropic(Operation operation) => operation is Operation.Messages or Operation.CountTokens;

    private static string AnthropicType(int status) => status switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    };

    private static string OpenAiType(int status) => status switch
    {
        429 => "requests",
        < 500 => "invalid_request_error",
        _ => "server_error",
    };

    private static string? OpenAiCode(int status) => status switch
    {
        401 => "invalid_api_key",
        404 => "model_not_found",
        429 => "rate_limit_exceeded",
        _ => null,
    };
}
