using System.Runtime.CompilerServices;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>Stands in for every provider: behaves as the candidate's <see cref="Conduct"/> says, takes a plausible time for it, and reaches no network.</summary>
internal sealed class ActingModel(Func<string, Conduct> conductOfModel, LeapingClock clock) : IChatClient
{
    private static readonly TimeSpan s_refusal = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_firstToken = TimeSpan.FromMilliseconds(800);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var conduct = conductOfModel(options!.ModelId!);
        if (conduct == Conduct.Silent)
            await CancelledAsync(cancellationToken).ConfigureAwait(false);
        if (FaultOf(conduct) is { } fault)
        {
            await Task.Delay(s_refusal, clock, cancellationToken).ConfigureAwait(false);
            throw fault;
        }

        await Task.Delay(s_firstToken, clock, cancellationToken).ConfigureAwait(false);
        yield return new ChatResponseUpdate(ChatRole.Assistant, "An answer");
        if (conduct == Conduct.BreaksOff)
            throw new IOException("The connection broke.");
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    // A cancelled delay would go on on another thread, and the clock with it.
    private static async Task CancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken)).ConfigureAwait(false);
        await cancelled.Task.ConfigureAwait(false);
    }

    private static GatewayException? FaultOf(Conduct conduct) => conduct switch
    {
        Conduct.Down or Conduct.BreakerOpen => ProviderFaults.OfStatus(503),
        Conduct.Limited => ProviderFaults.OfStatus(429, retryAfter: "2"),
        Conduct.LimitedForLong => ProviderFaults.OfStatus(429, retryAfter: "600"),
        Conduct.ContextTooLong => ProviderFaults.OfStatus(400, "context_length_exceeded"),
        Conduct.ContentRefused => ProviderFaults.OfStatus(400, "content_filter"),
        Conduct.KeyRefused => ProviderFaults.OfStatus(401),
        _ => null,
    };
}
