using System.Text.Json;
using AiStudio.Gateway.Upstream.Wire;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Cleans what a model said, text and reasoning each as one text across all chunks, and takes the usage out of it.</summary>
internal sealed class ContentCleaner
{
    private readonly TextCleaner _text = new();
    private readonly TextCleaner _reasoning = new();

    /// <summary>Cleans <paramref name="update"/> in place; <see langword="false"/> when nothing is left to hand out.</summary>
    public bool Clean(ChatResponseUpdate update)
    {
        Clean(update.Contents, _text, _reasoning);
        for (var i = update.Contents.Count - 1; i >= 0; i--)
        {
            if (update.Contents[i] is UsageContent or TextContent { Text: "", Annotations: null } or TextReasoningContent { Text: "", ProtectedData: null or "" })
                update.Contents.RemoveAt(i);
        }

        return update.Contents.Count > 0 || update.FinishReason is not null || Logprobs.Of(update.AdditionalProperties) is not null;
    }

    /// <summary>What still waited for its other half when the answer was over.</summary>
    public ChatResponseUpdate? Rest() => _text.End() is { Length: > 0 } rest ? new(ChatRole.Assistant, rest) : null;

    public static void CleanWhole(IList<AIContent> contents)
    {
        var text = new TextCleaner();
        var reasoning = new TextCleaner();
        Clean(contents, text, reasoning);
        if (text.End() is { Length: > 0 } rest)
            contents.Add(new TextContent(rest));
    }

    private static void Clean(IEnumerable<AIContent> contents, TextCleaner text, TextCleaner reasoning)
    {
        foreach (var content in contents)
        {
            // Adapters keep the provider's own object here; it carries the text as it came.
            content.RawRepresentation = null;
            if (content is TextContent said)
                said.Text = text.Clean(said.Text);
            else if (content is TextReasoningContent thought)
                thought.Text = reasoning.Clean(thought.Text);
            else if (content is FunctionCallContent { Arguments: { } arguments })
                CleanArguments(arguments);
            else if (content is FunctionCallContent call && ToolJson.UnreadableOf(call) is { } unreadable)
                ToolJson.Keep(call, TextCleaner.CleanWhole(unreadable));
        }
    }

    private static void CleanArguments(IDictionary<string, object?> arguments)
    {
        foreach (var (name, value) in arguments.ToList())
        {
            if (value is string text)
            {
                arguments[name] = TextCleaner.CleanWhole(text);
            }
            else if (value is JsonElement json && json.GetRawText() is var raw && JsonEscapes.Clean(raw) is var clean && clean != raw)
            {
                using var document = JsonDocument.Parse(clean);
                arguments[name] = document.RootElement.Clone();
            }
        }
    }
}
