using System.Text.Json;
using System.Text.Json.Nodes;
using AiStudio.Platform.Redaction;

namespace AiStudio.Features.Traces.Recording;

/// <summary>Takes out of messages what names or opens somebody, wherever a text stands in them: in what was said, in what tools were given and gave back.</summary>
internal static class MessageRedaction
{
    private const string File = "[file]";

    // What is ours or the protocol's own: it names nobody, and a number in it is no telephone's.
    private static readonly HashSet<string> s_spared = ["$type", "role", "callId", "messageId", "mediaType", "createdAt"];

    /// <summary>Whether anything was taken out.</summary>
    public static bool Apply(Redactor redactor, JsonNode node)
    {
        var changed = false;
        switch (node)
        {
            case JsonObject properties:
                foreach (var (name, value) in properties.Where(pair => pair.Value is not null && !s_spared.Contains(pair.Key)).ToList())
                    changed |= Apply(redactor, value!, clean => properties[name] = clean);
                break;
            case JsonArray items:
                for (var at = 0; at < items.Count; at++)
                {
                    if (items[at] is { } item)
                        changed |= Apply(redactor, item, clean => items[at] = clean);
                }

                break;
        }

        return changed;
    }

    private static bool Apply(Redactor redactor, JsonNode node, Action<string> replace)
    {
        if (node.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number))
            return Apply(redactor, node);
        var text = node.ToString();
        // Nobody looks into a picture or a file.
        var clean = text.StartsWith("data:", StringComparison.Ordinal) && text.Contains(";base64,", StringComparison.Ordinal) ? File : redactor.Of(text);
        if (clean == text)
            return false;
        replace(clean);
        return true;
    }
}
