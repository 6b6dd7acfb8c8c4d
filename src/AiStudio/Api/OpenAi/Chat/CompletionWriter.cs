using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>A whole answer on the wire, with each of its choices: <c>chat.completion</c>.</summary>
internal static class CompletionWriter
{
    public static void Write(Utf8JsonWriter json, ChatRequest request, IReadOnlyList<ChatResponse> responses, string id, long created, string model)
    {
        CompletionJson.WriteHead(json, id, "chat.completion"u8, created, model);
        json.WriteStartArray("choices"u8);
        for (var index = 0; index < responses.Count; index++)
            WriteChoice(json, index, responses[index], request.CitationsIn(responses[index].Text));
        json.WriteEndArray();
        CompletionJson.WriteUsage(json, CompletionJson.Sum(responses.Select(response => response.Usage)));
        json.WriteNull("system_fingerprint"u8);
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, int index, ChatResponse response, IReadOnlyList<Citation> citations)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        WriteMessage(json, response, citations);
        CompletionJson.WriteLogprobs(json, Logprobs.Of(response.AdditionalProperties));
        json.WriteString("finish_reason"u8, CompletionJson.ReasonOf(response.FinishReason));
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatResponse response, IReadOnlyList<Citation> citations)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToList();
        var calls = contents.OfType<FunctionCallContent>().ToList();
        var (text, refusal) = (TextOf(contents, refused: false), TextOf(contents, refused: true));
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, text.Length == 0 && calls.Count + refusal.Length > 0 ? null : text);
        json.WriteString("refusal"u8, refusal.Length == 0 ? null : refusal);
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
                json.WriteString("arguments"u8, ToolJson.Arguments(call));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        CompletionJson.WriteCitations(json, citations);
        json.WriteEndObject();
    }

    private static string TextOf(IEnumerable<AIContent> contents, bool refused) =>
        string.Concat(contents.OfType<TextContent>().Where(text => ModelRefusal.Is(text) == refused).Select(text => text.Text));
}
