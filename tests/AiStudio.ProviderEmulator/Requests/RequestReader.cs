using System.Text.Json;
using AiStudio.ProviderEmulator.Answers;

namespace AiStudio.ProviderEmulator.Requests;

internal static class RequestReader
{
    public static EmulatedRequest ReadHeaders(HttpContext context, Operation operation)
    {
        var headers = context.Request.Headers;
        return new EmulatedRequest
        {
            Operation = operation,
            KeyEnding = KeyEnding(headers),
            ScriptName = First(headers, "x-emulator-script"),
            Correlation = First(headers, "x-correlation-id") ?? First(headers, "x-client-request-id"),
            AnthropicVersion = headers.ContainsKey("anthropic-version"),
        };
    }

    public static void ReadBody(EmulatedRequest request, JsonElement body)
    {
        request.Body = body;
        if (body.ValueKind != JsonValueKind.Object)
        {
            request.Invalid = "The body must be a JSON object.";
            return;
        }

        request.Model = Text(body, "model") ?? "";
        request.Stream = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        request.IncludeUsage = body.TryGetProperty("stream_options", out var streamOptions)
            && streamOptions.ValueKind == JsonValueKind.Object
            && streamOptions.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;
        request.OldMaxTokens = Integer(body, "max_tokens");
        request.MaxTokens = Integer(body, "max_completion_tokens") ?? request.OldMaxTokens;
        request.Seed = Integer(body, "seed");
        ReadCaller(request, body);
        if (request.Operation != Operation.Embeddings)
            MessageReader.Read(request, body);
        request.Correlation ??= Directives.Word("correlation=", request.LastUserText);
        request.Invalid = Validate(request, body);
    }

    private static void ReadCaller(EmulatedRequest request, JsonElement body)
    {
        var hasMetadata = body.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object;
        request.User = Text(body, "user") ?? (hasMetadata ? Text(metadata, "user_id") : null);
        request.Correlation ??= (hasMetadata ? Text(metadata, "correlation_id") : null) ?? request.User;
    }

    private static string? Validate(EmulatedRequest request, JsonElement body)
    {
        if (request.Model.Length == 0)
            return "model: field required";
        if (request.Operation == Operation.Embeddings)
            return body.TryGetProperty("input", out _) ? null : "input: field required";
        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            return "messages: field required";
        if (messages.GetArrayLength() == 0)
            return "messages: at least one message is required";
        if (request.Operation == Operation.Messages && request.MaxTokens is null)
            return "max_tokens: field required";
        if (request.Operation is Operation.Messages or Operation.CountTokens && !request.AnthropicVersion)
            return "anthropic-version: header is required";
        return null;
    }

    private static string? KeyEnding(IHeaderDictionary headers)
    {
        var key = First(headers, "x-api-key") ?? First(headers, "api-key");
        if (key is null && First(headers, "Authorization") is { } authorization
            && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            key = authorization["Bearer ".Length..].Trim();
        // A short key is not given away by its ending.
        return string.IsNullOrEmpty(key) ? null : key.Length < 8 ? "****" : key[^4..];
    }

    private static string? First(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Integer(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
