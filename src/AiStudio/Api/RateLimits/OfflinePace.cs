using AiStudio.Features.Jobs;

namespace AiStudio.Api.RateLimits;

/// <summary>What is answered without a connection is counted as what is asked over one, but waits where that would be refused.</summary>
internal sealed class OfflinePace(RateGate gate, TimeProvider time)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    /// <summary>Waits until there is room. Throws <see cref="JobFailedException"/> where there never will be.</summary>
    public async Task<TokenCharge> TakeAsync(RequestCaller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One token stands for all of them: a line that is larger than a minute would wait for ever.
            var readings = await gate.TakeAsync(caller, "chat", requests: 0, tokens: 1, cancellationToken);
            if (readings is not [.., { Granted: false } refused])
                return gate.ChargeOf(readings);
            if (refused.Ask.Limit == 0)
                throw new JobFailedException("A rate limit of 0 tokens a minute closes chat for this API key.");
            await Task.Delay(refused.RetryAfter > s_shortest ? refused.RetryAfter : s_shortest, time, cancellationToken);
        }
    }
}
