using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Budgets;

/// <summary>
/// Sets the worst case aside before anything is spent, limits the answer to what that pays for, and says once what it came to, however the call ends.
/// </summary>
internal sealed class BudgetChatClient(IChatClient inner, CallMeter meter) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var prompt = messages.ToList();
        await meter.HoldAsync(call, call.Plan!.All, TokenEstimate.Of(prompt, options), options?.MaxOutputTokens).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await InnerClient.GetResponseAsync(prompt, Limited(options!, call), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            meter.Settle(call);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var prompt = messages.ToList();
        var held = await meter.HoldAsync(call, call.Plan!.All, TokenEstimate.Of(prompt, options), options?.MaxOutputTokens, streamed: true).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await foreach (var update in InnerClient.GetStreamingResponseAsync(prompt, Limited(options!, call), cancellationToken).ConfigureAwait(false))
            {
                held.Saw(update);
                yield return update;
            }
        }
        finally
        {
            meter.Settle(call);
        }
    }

    private static ChatOptions Limited(ChatOptions options, GatewayCall call)
    {
        var limited = options.Clone();
        limited.MaxOutputTokens = call.MaxOutputTokens;
        return limited;
    }
}
