using System.Runtime.CompilerServices;
using System.Text;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Anthropic's messages, through the official SDK and its own chat adapter; usage, and arguments of tools that are no JSON, need a hand.</summary>
internal sealed class AnthropicUpstream(ProviderConnection connection, HttpClient http) : DelegatingChatClient(Create(connection, http))
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = AnthropicPromptCache.Mark(AnthropicFormat.Spell(messages, options!), options!);
        return base.GetResponseAsync(request.Messages, request.Options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = AnthropicPromptCache.Mark(AnthropicFormat.Spell(messages, options!), options!);
        var arguments = new StringBuilder();
        await foreach (var update in base.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken).ConfigureAwait(false))
        {
            KeepUnreadable(update, arguments);
            // The adapter tells usage at the end only; a stream that is cut before would lose what the start already said.
            if (update.RawRepresentation is RawMessageStreamEvent { Value: RawMessageStartEvent { Message.Usage: { } start } })
                update.Contents.Add(new UsageContent(Begun(start)));
            yield return update;
        }
    }

    // Blocks come one after another. The adapter drops the text of arguments that it cannot parse.
    private static void KeepUnreadable(ChatResponseUpdate update, StringBuilder arguments)
    {
        if (update.RawRepresentation is RawMessageStreamEvent { Value: RawContentBlockDeltaEvent { Delta.Value: InputJsonDelta { PartialJson: var piece } } })
            arguments.Append(piece);
        foreach (var call in update.Contents.OfType<FunctionCallContent>())
        {
            if (call is { Arguments: null, Exception: not null })
                ToolJson.Keep(call, arguments.ToString());
            arguments.Clear();
        }
    }

    private static UsageDetails Begun(Usage start) => new()
    {
        InputTokenCount = start.InputTokens + (start.CacheReadInputTokens ?? 0) + (start.CacheCreationInputTokens ?? 0),
        CachedInputTokenCount = start.CacheReadInputTokens,
        AdditionalCounts = start.CacheCreationInputTokens is { } written ? new() { [UsageTally.CacheWrites] = written } : null,
    };

    private static IChatClient Create(ProviderConnection connection, HttpClient http) => new AnthropicClient(new ClientOptions
    {
        HttpClient = http,
        BaseUrl = BaseUrlOf(connection),
        ApiKey = connection.ApiKey.Reveal(),
        AuthToken = null,
        MaxRetries = 0,
        Timeout = TimeSpan.FromHours(2),
    }).AsIChatClient();

    // The SDK adds the version segment itself.
    private static string BaseUrlOf(ProviderConnection connection)
    {
        var url = connection.BaseUrl!.AbsoluteUri.TrimEnd('/');
        return url.EndsWith("/v1", StringComparison.Ordinal) ? url[..^3] : url;
    }
}
