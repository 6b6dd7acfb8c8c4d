using AiStudio.Gateway;

namespace AiStudio.Api.RateLimits;

/// <summary>The tokens a request was counted with. Until they are known they are a guess from the length of its body.</summary>
internal sealed class TokenCharge(IRateWindows windows, IReadOnlyList<RateAsk> asks)
{
    private int _settled;

    /// <summary>Counts what the request's calls used, once that is known of all of them; the guess stands otherwise.</summary>
    public static ValueTask SettleAsync(HttpContext context, IReadOnlyCollection<GatewayCall> calls) =>
        context.Features.Get<TokenCharge>()?.SettleAsync(calls) ?? ValueTask.CompletedTask;

    /// <summary>For a request that makes no call itself: whatever does so for it is counted then.</summary>
    public static ValueTask GiveBackAsync(HttpContext context) => context.Features.Get<TokenCharge>()?.SettleAsync(0) ?? ValueTask.CompletedTask;

    /// <summary>The same as for a request.</summary>
    public ValueTask SettleAsync(IReadOnlyCollection<GatewayCall> calls) =>
        calls.Count > 0 && calls.All(call => call.Usage is not null)
            ? SettleAsync(calls.Sum(call => call.Usage!.InputTokens + call.Usage.OutputTokens))
            : ValueTask.CompletedTask;

    /// <summary>What was used, in and out. Counts once; the guess is taken back.</summary>
    public async ValueTask SettleAsync(long tokens)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0)
            return;
        foreach (var ask in asks.Where(ask => ask.Amount != tokens))
            await windows.CorrectAsync(ask, tokens - ask.Amount, CancellationToken.None);
    }
}
