using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Answers;

/// <summary>
/// What a provider remembers of the beginnings of prompts, per key and model: Anthropic's up to each breakpoint that asks for it,
/// OpenAI's up to each message by itself. Beginnings count only from <see cref="EmulatorOptions.PromptCacheFrom"/> tokens on.
/// </summary>
internal sealed class PromptCache(EmulatorOptions options)
{
    private readonly HashSet<string> kept = [];
    private readonly Lock gate = new();

    public (int Read, int Written) Look(EmulatedRequest request)
    {
        if (options.PromptCacheFrom is not { } from || request.Operation is not (Operation.Messages or Operation.ChatCompletions))
            return default;
        var places = PlacesOf(request).Where(place => place.Tokens >= from).ToList();
        lock (gate)
        {
            var read = places.Where(place => kept.Contains(place.Prefix)).Select(place => place.Tokens).DefaultIfEmpty().Max();
            var asked = places.Where(place => place.Asked).ToList();
            kept.UnionWith(asked.Select(place => place.Prefix));
            var longest = asked.Select(place => place.Tokens).DefaultIfEmpty().Max();
            return (read, request.Operation == Operation.Messages ? Math.Max(0, longest - read) : 0);
        }
    }

    /// <summary>How many breakpoints a request asks for; the real service refuses more than four.</summary>
    public static int Breakpoints(EmulatedRequest request) =>
        request.Operation == Operation.Messages ? PlacesOf(request).Count(place => place.Asked) : 0;

    private static IEnumerable<(string Prefix, int Tokens, bool Asked)> PlacesOf(EmulatedRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, $"{request.Operation} {request.Model} {request.KeyEnding}");
        var automatic = request.Operation == Operation.ChatCompletions;
        var tokens = 0;
        foreach (var (block, cost, ends) in Blocks(request.Body))
        {
            Append(hash, Text(block));
            tokens += cost;
            yield return (Convert.ToHexString(hash.GetCurrentHash()), tokens, automatic ? ends : Has(block, "cache_control"));
        }
    }

    // In the order in which the providers put them together.
    private static IEnumerable<(JsonElement Block, int Tokens, bool EndsMessage)> Blocks(JsonElement body)
    {
        if (body.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
        {
            foreach (var tool in tools.EnumerateArray())
                yield return (tool, 0, false);
        }

        if (body.TryGetProperty("system", out var system))
        {
            foreach (var block in Parts(system))
                yield return block;
        }

        foreach (var message in body.GetProperty("messages").EnumerateArray())
        {
            foreach (var block in Parts(message.TryGetProperty("content", out var content) ? content : message))
                yield return block;
        }
    }

    private static IEnumerable<(JsonElement Block, int Tokens, bool EndsMessage)> Parts(JsonElement content)
    {
        var blocks = content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray()] : new List<JsonElement> { content };
        for (var i = 0; i < blocks.Count; i++)
            yield return (blocks[i], Words(blocks[i]) + (i == 0 ? TokenCount.PerMessage : 0), i == blocks.Count - 1);
    }

    private static int Words(JsonElement block) => block.ValueKind switch
    {
        JsonValueKind.String => TokenCount.Words(block.GetString()),
        JsonValueKind.Array => block.EnumerateArray().Sum(Words),
        JsonValueKind.Object => (block.TryGetProperty("text", out var text) ? Words(text) : 0) + (block.TryGetProperty("content", out var nested) ? Words(nested) : 0),
        _ => 0,
    };

    private static string Text(JsonElement block) => block.ValueKind == JsonValueKind.Object
        ? string.Join(',', block.EnumerateObject().Where(member => member.Name != "cache_control").Select(member => $"{member.Name}:{member.Value.GetRawText()}"))
        : block.GetRawText();

    private static bool Has(JsonElement block, string name) => block.ValueKind == JsonValueKind.Object && block.TryGetProperty(name, out _);

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + '\n'));
}
