using System.Text;
using System.Text.Json;

namespace AiStudio.ProviderEmulator.Requests;

/// <summary>Counts the words of a conversation and finds the last thing the user said. Both protocols nest text alike.</summary>
internal static class MessageReader
{
    public static void Read(EmulatedRequest request, JsonElement body)
    {
        var tokens = 0;
        var instructions = new StringBuilder();
        // Anthropic's system prompt stands beside the messages; it counts as one, as OpenAI's does.
        if (body.TryGetProperty("system", out var system) && system.ValueKind is JsonValueKind.String or JsonValueKind.Array)
            tokens += TokenCount.PerMessage + Words(system, instructions);

        if (body.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            foreach (var message in messages.EnumerateArray())
            {
                tokens += TokenCount.PerMessage;
                if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content))
                    continue;
                var (fromUser, said) = IsFrom(message, "user"u8) ? (true, new StringBuilder()) : (false, IsFrom(message, "system"u8) || IsFrom(message, "developer"u8) ? instructions : null);
                tokens += Words(content, said);
                if (fromUser && said is { Length: > 0 })
                    request.LastUserText = said.ToString();
            }
        }

        request.Instructions = instructions.ToString();
        request.InputTokens = tokens;
    }

    private static bool IsFrom(JsonElement message, ReadOnlySpan<byte> who) =>
        message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals(who);

    private static int Words(JsonElement content, StringBuilder? said)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            var text = content.GetString()!;
            if (said is { Length: > 0 })
                said.Append('\n');
            said?.Append(text);
            return TokenCount.Words(text);
        }

        if (content.ValueKind != JsonValueKind.Array)
            return 0;

        var words = 0;
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object)
                continue;
            if (part.TryGetProperty("text", out var text))
                words += Words(text, said);
            // A tool's result is input, but nothing the user said.
            if (part.TryGetProperty("content", out var nested))
                words += Words(nested, null);
        }

        return words;
    }
}
