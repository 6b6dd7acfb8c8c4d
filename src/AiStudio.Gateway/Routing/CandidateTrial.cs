using System.Runtime.CompilerServices;
using AiStudio.Gateway.Routing.Retries;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing;

/// <summary>
/// Asks candidates until one answers. Another try is made only while nothing has been handed out and the error says that it may help.
/// </summary>
internal sealed class CandidateTrial(IOptions<GatewayOptions> options, BackOff backOff, CandidateOrder order, AttemptGate gate, TimeProvider time)
{
    /// <summary>The first whole answer; one that <paramref name="refuses"/> the content only when nobody else may be asked.</summary>
    public async Task<T> FirstAsync<T>(
        GatewayCall call, RoutePlan plan, Func<CancellationToken, Task<T>> ask, Func<T, bool> refuses, CancellationToken cancellationToken)
    {
        var walk = Walk(call, plan);
        while (true)
        {
            using var attempt = await walk.NextAsync(cancellationToken).ConfigureAwait(false);
            using var share = walk.Deadline.In(walk.Share);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, share.Token);
            try
            {
                var answer = await ask(either.Token).ConfigureAwait(false);
                attempt.SawToken();
                if (refuses(answer) && walk.MayGoOnAfter(GatewayErrors.ContentRefused))
                    throw Refused();
                attempt.Succeeded();
                return answer;
            }
            catch (Exception thrown) when (FaultOf(thrown, share, cancellationToken) is { } fault)
            {
                attempt.Failed(fault, counts: !(share.IsCancellationRequested && walk.Deadline.IsShort), options.Value.FirstByteTimeout);
                walk.Failed(fault);
            }
        }
    }

    /// <summary>The first stream that begins.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> FirstStreamAsync(
        GatewayCall call, RoutePlan plan, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = Walk(call, plan);
        using var rest = walk.Deadline.Rest();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, rest.Token);
        while (true)
        {
            using var attempt = await walk.NextAsync(cancellationToken).ConfigureAwait(false);
            var stream = ask(either.Token).GetAsyncEnumerator(CancellationToken.None);
            await using var closing = stream.ConfigureAwait(false);
            var (handedOut, refused) = (false, false);
            while (true)
            {
                GatewayException? fault = null;
                // Time that ran out while the consumer kept us waiting says nothing about the provider.
                var late = rest.IsCancellationRequested;
                try
                {
                    if (!await stream.MoveNextAsync().ConfigureAwait(false))
                    {
                        if (refused)
                            throw Refused();
                        attempt.Succeeded();
                        yield break;
                    }
                }
                catch (Exception thrown) when (FaultOf(thrown, rest, cancellationToken) is { } known)
                {
                    attempt.Failed(fault = known, counts: !late && !(rest.IsCancellationRequested && walk.Deadline.IsShort), options.Value.FirstByteTimeout);
                }

                if (fault is not null)
                {
                    if (handedOut)
                        throw Interrupted(fault);
                    walk.Failed(fault);
                    break;
                }

                attempt.SawToken();
                // The usage is still to come: a refusal is read to its end.
                refused |= !handedOut && stream.Current.FinishReason == ChatFinishReason.ContentFilter && walk.MayGoOnAfter(GatewayErrors.ContentRefused);
                if (refused)
                    continue;
                handedOut = true;
                yield return stream.Current;
            }
        }
    }

    private CandidateWalk Walk(GatewayCall call, RoutePlan plan)
    {
        var ordered = order.Of(plan, call);
        call.Notes.Considered = [.. ordered.Select(gate.Consider)];
        return new(call, plan with { Candidates = ordered }, options.Value, backOff, gate, time);
    }

    // Cancelled because the time is up is a fault of the provider; cancelled because the call was cut is none.
    private static GatewayException? FaultOf(Exception thrown, CancellationTokenSource limit, CancellationToken cut) => thrown switch
    {
        GatewayException known => known,
        OperationCanceledException when limit.IsCancellationRequested && !cut.IsCancellationRequested => CallDeadline.Missed(thrown),
        _ => null,
    };

    private static GatewayException Refused() => new(GatewayErrors.ContentRefused, "The model refused to answer this.");

    private static GatewayException Interrupted(GatewayException fault) =>
        new(GatewayErrors.StreamInterrupted, $"The answer broke off: {fault.Message}", fault);
}
