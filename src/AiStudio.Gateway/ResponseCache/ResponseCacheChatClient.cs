using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// Gives an answer that is already known again, where the call's <see cref="CachePolicy"/> allows it; identical calls at once become one.
/// It stands inside the budgets, so that a hit is settled (at nothing) and recorded like any call, and inside the guardrails, so that today's screen what was said yesterday.
/// </summary>
internal sealed class ResponseCacheChatClient(IChatClient inner, AnswerCache cache) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (CacheRequest.Of(call, prompt, options!) is not { } request)
            return await InnerClient.GetResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false);

        using var ticket = await cache.EnterAsync(call, request, prompt, options!, cancellationToken).ConfigureAwait(false);
        if (ticket.Found is { } known)
            return Replay.Whole(known);
        var response = await InnerClient.GetResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        var collector = new AnswerCollector();
        collector.Saw(response);
        await ticket.OfferAsync(collector).ConfigureAwait(false);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var request = CacheRequest.Of(call, prompt, options!);
        using var ticket = request is null ? null : await cache.EnterAsync(call, request, prompt, options!, cancellationToken).ConfigureAwait(false);
        if (ticket?.Found is { } known)
        {
            foreach (var update in Replay.Stream(known))
                yield return update;
            yield break;
        }

        var collector = ticket is null ? null : new AnswerCollector();
        await foreach (var update in InnerClient.GetStreamingResponseAsync(prompt, options, cancellationToken).ConfigureAwait(false))
        {
            collector?.Saw(update);
            yield return update;
        }

        if (ticket is not null)
            await ticket.OfferAsync(collector!).ConfigureAwait(false);
    }
}
