using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Routing;

/// <summary>
/// Tries the candidates in order. The next one is tried only while nothing has been handed out and the error says that another try may help.
/// </summary>
internal sealed class CandidateTrial(IOptions<GatewayOptions> options, TimeProvider time)
{
    /// <summary>The first whole answer.</summary>
    public async Task<T> FirstAsync<T>(
        GatewayCall call, IReadOnlyList<RouteCandidate> candidates, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var deadline = new CallDeadline(options.Value.CallTimeout, time);
        for (var i = 0; ; i++)
        {
            using var attempt = new Attempt(call, candidates[i], time);
            using var share = deadline.Share(candidates.Count - i);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, share.Token);
            try
            {
                var answer = await ask(either.Token).ConfigureAwait(false);
                attempt.SawToken();
                return answer;
            }
            catch (Exception thrown) when (FaultOf(thrown, share, cancellationToken) is { } fault)
            {
                attempt.Failed(fault);
                if (GiveUp(call, candidates, i, fault, timeLeft: true) is { } final)
                    throw final;
            }
        }
    }

    /// <summary>The first stream that begins.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> FirstStreamAsync(
        GatewayCall call, IReadOnlyList<RouteCandidate> candidates, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var rest = new CallDeadline(options.Value.CallTimeout, time).Rest();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, rest.Token);
        for (var i = 0; ; i++)
        {
            using var attempt = new Attempt(call, candidates[i], time);
            var stream = ask(either.Token).GetAsyncEnumerator(CancellationToken.None);
            await using var closing = stream.ConfigureAwait(false);
            var handedOut = false;
            while (true)
            {
                GatewayException? fault = null;
                try
                {
                    if (!await stream.MoveNextAsync().ConfigureAwait(false))
                        yield break;
                }
                catch (Exception thrown) when (FaultOf(thrown, rest, cancellationToken) is { } known)
                {
                    attempt.Failed(fault = known);
                }

                if (fault is not null)
                {
                    var final = handedOut ? Interrupted(fault) : GiveUp(call, candidates, i, fault, !rest.IsCancellationRequested);
                    if (final is not null)
                        throw final;
                    break;
                }

                attempt.SawToken();
                handedOut = true;
                yield return stream.Current;
            }
        }
    }

    // Cancelled because the time is up is a fault of the provider; cancelled because the call was cut is none.
    private static GatewayException? FaultOf(Exception thrown, CancellationTokenSource limit, CancellationToken cut) => thrown switch
    {
        GatewayException known => known,
        OperationCanceledException when limit.IsCancellationRequested && !cut.IsCancellationRequested => CallDeadline.Missed(thrown),
        _ => null,
    };

    private static GatewayException? GiveUp(GatewayCall call, IReadOnlyList<RouteCandidate> candidates, int tried, GatewayException fault, bool timeLeft)
    {
        // What a candidate used that gave nothing is its provider's loss.
        call.Usage = null;
        if (timeLeft && fault.Error.Retryable && tried + 1 < candidates.Count)
            return null;
        return tried == 0
            ? fault
            : new GatewayException(fault.Error, $"None of the {tried + 1} models behind “{call.Model}” answered. The last one: {fault.Message}", fault) { RetryAfter = fault.RetryAfter };
    }

    private static GatewayException Interrupted(GatewayException fault) =>
        new(GatewayErrors.StreamInterrupted, $"The answer broke off: {fault.Message}", fault);
}
