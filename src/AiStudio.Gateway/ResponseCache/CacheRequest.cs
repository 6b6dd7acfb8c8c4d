using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>A call as the cache sees it: its policy and the keys it is found by.</summary>
/// <param name="Policy">The call's policy.</param>
/// <param name="Key">The key of the same request.</param>
/// <param name="Context">The key of everything but the question; <see langword="null"/> when meaning does not count.</param>
internal sealed record CacheRequest(CachePolicy Policy, CacheKey Key, CacheKey? Context)
{
    /// <summary>The request, or <see langword="null"/> when the call has no policy or something in it cannot be compared.</summary>
    public static CacheRequest? Of(GatewayCall call, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        if (call.Cache is not { } policy || options.RawRepresentationFactory is not null || options.ConversationId is not null)
            return null;
        // They are not kept, so an answer from the cache would lack them.
        if (OpenAiSettings.Of(options) is { Logprobs: true })
            return null;
        try
        {
            var scope = policy.Scope.Hash(call.Caller);
            var key = new CacheKey(call.Caller.OrganizationId, scope, Print("request", call, messages, options).Hex());
            return new(policy, key, ContextOf(policy.Semantic) is { } context ? key with { Request = context } : null);
        }
        catch (Exception unknown) when (unknown is NotSupportedException or JsonException or InvalidOperationException)
        {
            // A kind of content or property that has no JSON: what cannot be compared is not shared.
            return null;
        }

        string? ContextOf(SemanticPolicy? semantic)
        {
            if (semantic is not { Threshold: < 1 } || semantic.Derived < 1 || semantic.Derived > messages.Count)
                return null;
            using var print = Print("context", call, [.. messages.SkipLast(semantic.Derived)], options);
            return print.Add(semantic.KnowledgeVersion).Add(semantic.EmbeddingModel).Hex();
        }
    }

    /// <summary>Whether an answer that another call found or got will do for this one.</summary>
    public bool Accepts(Recalled recalled) =>
        recalled.Kind == CacheKind.Exact || (Policy.Semantic is { } semantic && recalled.Similarity >= semantic.Threshold);

    private static Fingerprint Print(string purpose, GatewayCall call, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        var print = new Fingerprint(purpose).Add(call.PromptVersionId).Add(call.Model);
        // In one order, since a strategy may change theirs from call to call.
        var models = call.Plan!.Candidates.Select(candidate => candidate.ModelId).Distinct().Order(StringComparer.Ordinal).ToList();
        print.Add(models.Count);
        models.ForEach(model => print.Add(model));
        print.Add(JsonOf(options, typeof(ChatOptions))).Add(JsonSerializer.SerializeToUtf8Bytes(OpenAiSettings.Of(options)));
        AddTools(print, options.Tools ?? []);
        print.Add(messages.Count);
        foreach (var message in messages)
            Add(print, message);
        // What was kept of the only answer is the first of several.
        return call.Choice == 0 ? print : print.Add("choice").Add(call.Choice);
    }

    // Tools are not part of the options' JSON.
    private static void AddTools(Fingerprint print, IList<AITool> tools)
    {
        print.Add(tools.Count);
        foreach (var tool in tools)
            print.Add(tool.GetType().Name).Add(tool.Name).Add(tool.Description).Add((tool as AIFunctionDeclaration)?.JsonSchema.GetRawText()).Add(DeclaredFunction.StrictOf(tool)?.ToString());
    }

    private static void Add(Fingerprint print, ChatMessage message)
    {
        print.Add(message.Role.Value).Add(message.AuthorName).Add(message.Contents.Count);
        foreach (var content in message.Contents)
        {
            if (content.GetType() == typeof(TextContent))
                print.Add("text").Add(((TextContent)content).Text);
            else
                print.Add("json").Add(JsonOf(content, typeof(AIContent)));
        }
    }

    private static byte[] JsonOf(object value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(type));
}
