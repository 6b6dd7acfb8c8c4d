using System.Buffers;
using System.Text.Json;
using AiStudio.Api.OpenAi;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.Batches;

/// <summary>A line of a batch in OpenAI's form: <c>{"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {…}}</c>.</summary>
/// <param name="CustomId">What its result is found by; one of its kind in the batch.</param>
/// <param name="Body">The request as it was sent.</param>
internal sealed record BatchLine(string CustomId, byte[] Body)
{
    private const int LongestId = 512;
    private const string Url = "/v1/chat/completions";

    /// <summary>Reads a line and finds its request in order, as far as the key may ask it. Throws <see cref="RefusedRequestException"/>.</summary>
    public static BatchLine Read(ReadOnlySequence<byte> json, ApiKeyGrant grant)
    {
        try
        {
            using var document = JsonDocument.Parse(json, RequestBody.Options);
            var line = RequestObject.ObjectOf(document.RootElement, "");
            var id = line.RequiredText("custom_id");
            if (id.Length > LongestId || id.Contains('\0', StringComparison.Ordinal))
                throw RequestObject.Refused(OpenAiErrors.WrongValue("custom_id", $"at most {LongestId} characters"));
            if (line.Text("method") is not (null or "POST"))
                throw RequestObject.Refused(OpenAiErrors.WrongValue("method", "POST"));
            if (line.Text("url") is not (null or Url))
                throw RequestObject.Refused(OpenAiErrors.WrongValue("url", Url));
            var body = line.RequiredObject("body");
            KeyedChat.Check(grant, ChatRequestReader.Read(body));
            body.Refuse("stream", "the answers of a batch come whole.", value => value.ValueKind == JsonValueKind.False);
            return new(id, body.Raw);
        }
        catch (JsonException)
        {
            throw RequestObject.Refused(OpenAiErrors.Invalid("invalid_json", null, "it is not one JSON object in UTF-8."));
        }
    }
}
