using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Routing;

/// <summary>Chooses which model answers: the candidates in order, failing over only before the first update has been handed out.</summary>
internal sealed class ModelRouterChatClient(IChatClient inner, CandidateTrial trial) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        return trial.FirstAsync(call, call.Plan!, token => InnerClient.GetResponseAsync(messages, options, token), Refuses, cancellationToken);
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        return trial.FirstStreamAsync(call, call.Plan!, token => InnerClient.GetStreamingResponseAsync(messages, options, token), cancellationToken);
    }

    private static bool Refuses(ChatResponse response) => response.FinishReason == ChatFinishReason.ContentFilter;
}
