using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Marks where Anthropic shall keep what it has read, so that the next request pays a tenth for it: after the tools, after the system prompt,
/// after the history, and, where the same question comes back with tool results, after the knowledge or the latest results.
/// The caller's messages stay as they are.
/// </summary>
internal static class AnthropicPromptCache
{
    /// <summary>Marked copies: at most four breakpoints, each only where the prompt up to it is long enough to be kept.</summary>
    public static (IReadOnlyList<ChatMessage> Messages, ChatOptions Options) Mark(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var prompt = WithInstructions(messages, options).ToList();
        var marked = options.Clone();
        marked.Instructions = null;
        var shortest = ShortestPrefix(options.ModelId ?? string.Empty);
        var head = TokenEstimate.Of([], new ChatOptions { Tools = options.Tools }).Likely;
        if (head >= shortest && marked.Tools is { Count: > 0 } tools && tools[^1] is AIFunctionDeclaration last)
            marked.Tools = [.. tools.Take(tools.Count - 1), new MarkedTool(last)];

        foreach (var end in Breakpoints(prompt, options.Tools is { Count: > 0 }).Distinct())
        {
            if (head + TokenEstimate.Of(prompt.Take(end + 1), null).Likely >= shortest)
                prompt[end] = Marked(prompt[end]);
        }

        return (prompt, marked);
    }

    // The SDK puts instructions after the system messages, where they could not be marked.
    private static IEnumerable<ChatMessage> WithInstructions(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var rest = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        if (string.IsNullOrEmpty(options.Instructions))
            return rest;
        var system = rest.TakeWhile(message => message.Role == ChatRole.System).ToList();
        return [.. system, new(ChatRole.System, options.Instructions), .. rest.Skip(system.Count)];
    }

    private static IEnumerable<int> Breakpoints(List<ChatMessage> prompt, bool hasTools)
    {
        var system = prompt.FindLastIndex(message => message.Role == ChatRole.System);
        if (system >= 0)
            yield return system;
        var question = prompt.FindLastIndex(message => message.Role == ChatRole.User && message.Contents.OfType<TextContent>().Any() && !IsKnowledge(message));
        var knowledge = prompt.FindLastIndex(IsKnowledge);
        var turn = knowledge >= 0 && knowledge == question - 1 ? knowledge : question;
        if (turn - 1 > system)
            yield return turn - 1;
        // Without tools a question is asked once: to keep what belongs to it alone would cost more than it saves.
        if (hasTools && prompt.Count - 1 > question)
            yield return prompt.Count - 1;
        else if (hasTools && knowledge >= 0)
            yield return knowledge;
    }

    private static bool IsKnowledge(ChatMessage message) => message.Role == ChatRole.User && Passages.Parse(message.Text).Count > 0;

    private static ChatMessage Marked(ChatMessage message)
    {
        if (message.Contents is not [.., var last] || Copy(last) is not { } copy)
            return message;
        var marked = message.Clone();
        marked.Contents = [.. message.Contents.Take(message.Contents.Count - 1), copy.WithCacheControl(Ttl.Ttl5m)];
        return marked;
    }

    private static AIContent? Copy(AIContent content) => content switch
    {
        TextContent { Text.Length: > 0 } text => new TextContent(text.Text),
        FunctionResultContent result => new FunctionResultContent(result.CallId, result.Result) { Exception = result.Exception },
        FunctionCallContent call => new FunctionCallContent(call.CallId, call.Name, call.Arguments),
        _ => null,
    };

    // As the provider documents it; what is shorter is not kept, and a model nobody here knows is taken for one of the newest.
    private static long ShortestPrefix(string modelId) => modelId switch
    {
        _ when modelId.Contains("3-haiku", StringComparison.Ordinal) || modelId.Contains("3-5-haiku", StringComparison.Ordinal) => 2_048,
        _ when modelId.Contains("-3-", StringComparison.Ordinal) || modelId.Contains("sonnet-4", StringComparison.Ordinal) || modelId.Contains("opus-4-1", StringComparison.Ordinal) || modelId.Contains("opus-4-2", StringComparison.Ordinal) => 1_024,
        _ => 4_096,
    };

    private sealed class MarkedTool(AIFunctionDeclaration tool) : AIFunctionDeclaration
    {
        public override string Name => tool.Name;

        public override string Description => tool.Description;

        public override System.Text.Json.JsonElement JsonSchema => tool.JsonSchema;

        public override System.Text.Json.JsonElement? ReturnJsonSchema => tool.ReturnJsonSchema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            new Dictionary<string, object?>(tool.AdditionalProperties) { [nameof(Tool.CacheControl)] = new CacheControlEphemeral() };
    }
}
