using System.Text;
using AiStudio.Gateway.Routing;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Budgets;

/// <summary>An open hold and what its call has come to. The call's flow counts; whoever renews reads.</summary>
/// <param name="call">The call.</param>
/// <param name="input">What goes in.</param>
/// <param name="first">Who is asked first, as the hold says.</param>
/// <param name="streamed">Whether <see cref="Saw"/> is told the answer as it comes.</param>
internal sealed class HeldCall(GatewayCall call, TokenEstimate input, RouteCandidate? first, bool streamed)
{
    private static readonly object s_nobody = new();

    private long _outputBytes;
    private object? _toldOf = first;
    private bool _sawItWait;

    public GatewayCall Call => call;

    public void Saw(ChatResponseUpdate update)
    {
        var bytes = 0;
        foreach (var content in update.Contents)
        {
            bytes += content switch
            {
                TextContent text => Encoding.UTF8.GetByteCount(text.Text),
                TextReasoningContent reasoning => Encoding.UTF8.GetByteCount(reasoning.Text),
                FunctionCallContent call => Encoding.UTF8.GetByteCount(call.Name) + Encoding.UTF8.GetByteCount(ToolJson.Arguments(call)),
                _ => 0,
            };
        }

        Interlocked.Add(ref _outputBytes, bytes);
    }

    /// <summary>How it is settled, once that is known.</summary>
    public Settlement? Final { get; set; }

    /// <summary>The settlement if the call ended now: what it is known to have used, else an estimate of the try at hand and the cost of those before.</summary>
    public Settlement SoFar()
    {
        if (Final is { } final)
            return final;
        var (served, usage, spent) = (call.Served, call.Usage, call.SpentNanoUsd);
        if (served is null)
            return first is null || ReferenceEquals(_toldOf, s_nobody) ? CallMeter.SettlementOf(call, null, 0) : Asked(call, first, input, Estimate().OutputTokens);
        return usage is null
            ? CallMeter.SettlementOf(call, Estimate(), spent + served.Price!.CostOf(Estimate()))
            : CallMeter.SettlementOf(call, usage, Math.Max(spent, served.Price!.CostOf(usage)));
    }

    /// <summary>Whether it waits for a provider, or asks another one, than was last told by the hold or by <see cref="IHeldCalls.News"/>.</summary>
    public bool HasNews()
    {
        // Between its hold and its question there is a moment; who still asks nobody when looked at again does wait.
        if (call.Served is null && !_sawItWait)
        {
            _sawItWait = true;
            return false;
        }

        var asks = call.Served ?? s_nobody;
        return !ReferenceEquals(Interlocked.Exchange(ref _toldOf, asks), asks);
    }

    /// <summary>A call that has asked <paramref name="candidate"/> and heard nothing.</summary>
    public static Settlement Asked(GatewayCall call, RouteCandidate candidate, TokenEstimate input, long outputTokens)
    {
        var usage = new TokenUsage { InputTokens = input.Likely, OutputTokens = outputTokens, Estimated = true };
        return new(call.Id, call.Caller, candidate.Connection.Name, candidate.ModelId, candidate.Price!.Id, usage, candidate.Price.CostOf(usage));
    }

    // Nothing says how far a whole answer has got: its limit, as the upstream bills one that is cut.
    private TokenUsage Estimate()
    {
        var said = TokenEstimate.LikelyTokens(Interlocked.Read(ref _outputBytes));
        return new TokenUsage { InputTokens = input.Likely, OutputTokens = streamed ? said : call.MaxOutputTokens ?? 0, Estimated = true };
    }
}
