using AiStudio.Gateway.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Budgets;

/// <summary>Holds the worst case before a call and settles what it used after. Chat and embeddings are metered by the same code.</summary>
internal sealed partial class CallMeter(
    ISpendLedger ledger, DurableWrite writes, IOptions<GatewayOptions> options, TimeProvider time, ILogger<CallMeter> log)
{
    /// <summary>Sets money aside; what was granted is in <see cref="GatewayCall.Hold"/>, and the answer's limit in <see cref="GatewayCall.MaxOutputTokens"/>.</summary>
    /// <param name="call">The call, admitted.</param>
    /// <param name="candidates">Who may answer it.</param>
    /// <param name="input">What goes in.</param>
    /// <param name="askedOutput">The answer's limit as asked for; <see langword="null"/> for the default, 0 for a call without an answer.</param>
    public async Task HoldAsync(GatewayCall call, IReadOnlyList<RouteCandidate> candidates, TokenEstimate input, int? askedOutput)
    {
        call.Input = input;
        var worst = WorstCase.Of(candidates, input, askedOutput ?? options.Value.DefaultMaxOutputTokens);
        var request = new HoldRequest(
            call.Id, call.Caller, [.. candidates.Select(candidate => candidate.ModelId).Distinct()], worst.AmountNanoUsd, worst.MinimumNanoUsd, Lease);
        var verdict = await AskAsync(request).ConfigureAwait(false);
        if (verdict.Hold is not { } hold)
            throw Refused(verdict.Refusal);

        call.Hold = hold;
        call.MaxOutputTokens = worst.Affordable(candidates, input, hold.AmountNanoUsd);
        call.OutputClamped = call.MaxOutputTokens < worst.OutputTokens;
    }

    /// <summary>
    /// Books what every try used, in one row under the candidate that was asked last. Without a hold there is nothing to settle.
    /// The hold covers any one try; several that a provider may bill can exceed it together, which is logged and stands in the ledger.
    /// </summary>
    public async Task SettleAsync(GatewayCall call)
    {
        if (call.Hold is null)
            return;
        var served = call.Usage is null ? null : call.Served;
        var cost = call.SpentNanoUsd;
        var settlement = new Settlement(
            call.Id, call.Caller, served?.Connection.Name ?? string.Empty, served?.ModelId ?? string.Empty, served?.Price?.Id, call.Usage, cost);
        call.CostNanoUsd = cost;
        if (cost > call.Hold.AmountNanoUsd)
            LogExcess(call.Id, cost, call.Hold.AmountNanoUsd);
        await writes.CommitAsync("settlement", call.Id, token => ledger.SettleAsync(settlement, token)).ConfigureAwait(false);
    }

    // Longer than any call lives: the hold's answer, the model, a consumer that does not read, the drain, the settlement.
    private TimeSpan Lease => (2 * options.Value.CallTimeout) + options.Value.DrainLimit + (2 * options.Value.SettleTimeout);

    // Not cancelled by a stop: a hold whose answer is not awaited would stay until its lease ends.
    private async Task<HoldVerdict> AskAsync(HoldRequest request)
    {
        using var limit = new CancellationTokenSource(options.Value.SettleTimeout, time);
        try
        {
            return await ledger.HoldAsync(request, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not GatewayException)
        {
            LogUnreachable(failure, request.CallId);
            throw new GatewayException(GatewayErrors.LedgerUnavailable, "Spending cannot be checked right now, so nothing may be spent. Please try again later.", failure);
        }
    }

    private GatewayException Refused(BudgetRefusal? refusal)
    {
        if (refusal is null)
            return new GatewayException(GatewayErrors.BudgetExhausted, "No budget allows this call.");
        var wait = refusal.RenewsAt - time.GetUtcNow();
        return new GatewayException(
            GatewayErrors.BudgetExhausted,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The budget “{refusal.Budget}” cannot bear this call: its cap is {Dollars(refusal.CapNanoUsd)}, {Dollars(refusal.UsedNanoUsd)} are used and {Dollars(refusal.HeldNanoUsd)} are held by running calls. It renews at {refusal.RenewsAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC."))
        {
            RetryAfter = wait > TimeSpan.Zero ? wait : null,
        };
    }

    private static string Dollars(long nanoUsd) =>
        (nanoUsd / 1_000_000_000m).ToString("$0.00#######", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} cost {CostNanoUsd} nano-dollars in all its tries; {HeldNanoUsd} were held for it")]
    private partial void LogExcess(Guid callId, long costNanoUsd, long heldNanoUsd);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger did not answer for call {CallId}; it is refused")]
    private partial void LogUnreachable(Exception failure, Guid callId);
}
