using System.Text.Json;
using AiStudio.Platform.Schemas;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>Whether an answer has the form that was asked for.</summary>
internal static class StructuredAnswer
{
    /// <summary>What is wrong with <paramref name="text"/>, without anything of it; null when it fits, or when no form was asked for.</summary>
    public static string? Problem(ChatResponseFormat? format, string text)
    {
        if (format is not ChatResponseFormatJson json)
            return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            if (json.Schema is { } schema)
                return new SchemaCheck(schema).Problem(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : "$: expected object";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return "it is not valid JSON";
        }
    }

    /// <summary>Only an answer that was finished can be held to its form: one that ran into its limit, calls tools or was filtered says so itself, as a refusal does.</summary>
    public static bool IsHeldToIt(ChatFinishReason? reason) => reason is null || reason == ChatFinishReason.Stop;

    /// <summary>The question again, with what was wrong with the first answer.</summary>
    public static List<ChatMessage> Repair(IEnumerable<ChatMessage> asked, string answer, string problem) =>
    [
        .. asked,
        new ChatMessage(ChatRole.Assistant, answer),
        new ChatMessage(ChatRole.User, $"That answer does not have the required form ({problem}). Answer again with nothing but the corrected JSON."),
    ];

    public static OpenAiError Refusal(string problem) => new(
        StatusCodes.Status502BadGateway, "server_error", "invalid_structured_output",
        $"The model's answer does not have the form that “response_format” asks for: {problem}.", "response_format") { ShouldRetry = false };
}
