using AiStudio.Gateway.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Budgets;

/// <summary>Holds the worst case before a call and says what it is settled at after. Chat and embeddings are metered by the same code.</summary>
internal sealed partial class CallMeter(
    ISpendLedger ledger, HeldCalls held, IOptions<GatewayOptions> options, TimeProvider time, ILogger<CallMeter> log)
{
    /// <summary>Sets money aside; what was granted is in <see cref="GatewayCall.Hold"/>, and the answer's limit in <see cref="GatewayCall.MaxOutputTokens"/>.</summary>
    /// <param name="call">The call, admitted.</param>
    /// <param name="candidates">Who may answer it.</param>
    /// <param name="input">What goes in.</param>
    /// <param name="askedOutput">The answer's limit as asked for; <see langword="null"/> for the default, 0 for a call without an answer.</param>
    /// <param name="streamed">Whether the answer will be told to what is returned, as it comes.</param>
    public async Task<HeldCall> HoldAsync(
        GatewayCall call, IReadOnlyList<RouteCandidate> candidates, TokenEstimate input, int? askedOutput, bool streamed = false)
    {
        call.Input = input;
        var began = time.GetTimestamp();
        var worst = WorstCase.Of(candidates, input, askedOutput ?? options.Value.DefaultMaxOutputTokens);
        var request = new HoldRequest(
            call.Id, call.Caller, ModelsOf(candidates), worst.AmountNanoUsd, worst.MinimumNanoUsd, IHeldCalls.Lease)
        {
            TurnId = call.TurnId,
            IfLost = HeldCall.Asked(call, candidates[0], input, streamed ? 0 : WorstCase.OutputOf(candidates[0], input, worst.OutputTokens)),
        };
        var verdict = await AskAsync(request).ConfigureAwait(false);
        call.Notes.Passed("budgets", began, time);
        if (verdict.Hold is not { } hold)
        {
            call.Notes.Refusal = verdict;
            throw BudgetRefusals.Of(verdict, time.GetUtcNow());
        }

        call.Hold = hold;
        call.MaxOutputTokens = worst.Affordable(candidates, input, hold.AmountNanoUsd);
        call.OutputClamped = call.MaxOutputTokens < worst.OutputTokens;
        return held.Add(new HeldCall(call, input, candidates[0], streamed));
    }

    /// <summary>
    /// Sees to it that the hold bears a try of <paramref name="candidate"/> besides what earlier tries may be billed for.
    /// False: the budgets have no room for more, or the ledger cannot say.
    /// </summary>
    public async ValueTask<bool> CoversAsync(GatewayCall call, RouteCandidate candidate)
    {
        if (call.SpentNanoUsd == 0 || call.Hold is not { } hold)
            return true;
        var output = WorstCase.OutputOf(candidate, call.Input, call.MaxOutputTokens ?? 0);
        var total = call.SpentNanoUsd + candidate.Price!.WorstCase(call.Input.Bound, output);
        if (total <= hold.AmountNanoUsd)
            return true;
        using var limit = new CancellationTokenSource(options.Value.SettleTimeout, time);
        try
        {
            if (!await ledger.ExtendAsync(new(call.Caller.OrganizationId, call.Id, total), limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false))
                return false;
        }
        catch (Exception failure) when (failure is not GatewayException)
        {
            LogUnreachable(failure, call.Id);
            return false;
        }

        call.Hold = hold with { AmountNanoUsd = total };
        return true;
    }

    /// <summary>
    /// Says what every try used, in one row under the candidate that was asked last; it is booked with the call's record. Without a hold there is nothing to settle.
    /// A provider that bills more than its limits allow can exceed the hold, which is logged and stands in the ledger.
    /// </summary>
    public void Settle(GatewayCall call)
    {
        if (call.Hold is null)
            return;
        var settlement = SettlementOf(call, call.Usage, call.SpentNanoUsd);
        call.CostNanoUsd = settlement.CostNanoUsd;
        if (settlement.CostNanoUsd > call.Hold.AmountNanoUsd)
            LogExcess(call.Id, settlement.CostNanoUsd, call.Hold.AmountNanoUsd);
        held.Conclude(settlement);
        call.Settlement = settlement;
    }

    /// <summary>What <paramref name="usage"/> is to be booked as, under the candidate that was asked last.</summary>
    public static Settlement SettlementOf(GatewayCall call, TokenUsage? usage, long costNanoUsd)
    {
        var served = usage is null ? null : call.Served;
        return new Settlement(
            call.Id, call.Caller, served?.Connection.Name ?? string.Empty, served?.ModelId ?? string.Empty, served?.Price?.Id, usage, costNanoUsd);
    }

    private static IReadOnlyList<string> ModelsOf(IReadOnlyList<RouteCandidate> candidates) =>
        candidates.Count == 1 ? [candidates[0].ModelId] : [.. candidates.Select(candidate => candidate.ModelId).Distinct()];

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} cost {CostNanoUsd} nano-dollars in all its tries; {HeldNanoUsd} were held for it")]
    private partial void LogExcess(Guid callId, long costNanoUsd, long heldNanoUsd);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger did not answer for call {CallId}; it is refused")]
    private partial void LogUnreachable(Exception failure, Guid callId);
}
