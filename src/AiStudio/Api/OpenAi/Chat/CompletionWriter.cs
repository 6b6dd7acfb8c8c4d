using System.Text.Json;
using AiStudio.Features.Chat;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>A whole answer on the wire: <c>chat.completion</c>.</summary>
internal static class CompletionWriter
{
    public static void Write(Utf8JsonWriter json, ChatResponse response, IReadOnlyList<Citation> citations, string id, long created, string model)
    {
        CompletionJson.WriteHead(json, id, "chat.completion"u8, created, model);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        WriteMessage(json, response, citations);
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, CompletionJson.ReasonOf(response.FinishReason));
        json.WriteEndObject();
        json.WriteEndArray();
        CompletionJson.WriteUsage(json, response.Usage);
        json.WriteNull("system_fingerprint"u8);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatResponse response, IReadOnlyList<Citation> citations)
    {
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        var text = response.Text;
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, text.Length == 0 && calls.Count > 0 ? null : text);
        json.WriteNull("refusal"u8);
        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, call.CallId);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, call.Name);
                json.WriteString("arguments"u8, CompletionJson.ArgumentsOf(call));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        CompletionJson.WriteCitations(json, citations);
        json.WriteEndObject();
    }
}
