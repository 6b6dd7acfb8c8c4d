using System.Text.Json;

namespace AiStudio.Api.OpenAi;

/// <summary>Reads a request's JSON: parsed once, in a pooled buffer that is given back when the reading is done.</summary>
internal static class RequestBody
{
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <summary>What <paramref name="read"/> makes of the body; it keeps no <see cref="JsonElement"/> without cloning it.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, Func<RequestObject, T> read, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw new RefusedRequestException(new(StatusCodes.Status415UnsupportedMediaType, "invalid_request_error", "unsupported_encoding", "Send the body without Content-Encoding."));
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Options, cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(new RequestObject(document.RootElement, ""))
                : throw NoJson();
        }
        catch (JsonException)
        {
            throw NoJson();
        }
    }

    private static RefusedRequestException NoJson() => new(OpenAiErrors.Invalid(
        "invalid_json", null, "We could not parse the JSON body of your request: it has to be one JSON object in UTF-8."));
}
