using System.Security.Cryptography;
using AiStudio.Gateway.Budgets;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// What the stages note for whoever asks later why a call went as it did. No stage goes by it. Written by the flow that runs the call,
/// and complete once the call is over.
/// </summary>
public sealed class CallNotes
{
    private readonly List<StageTime> _stages = new(4);
    private readonly List<SentBody> _sent = [];
    private long _admittedAt;

    /// <summary>The stages that did something before they passed the call on, in order.</summary>
    public IReadOnlyList<StageTime> Stages => _stages;

    /// <summary>Budgets: what refused the call, when something did.</summary>
    public HoldVerdict? Refusal { get; internal set; }

    /// <summary>Guardrails: how many calls of tools that were not offered were left out of the answer.</summary>
    public int ToolCallsLeftOut { get; internal set; }

    /// <summary>Routing: the candidates in the order of this call.</summary>
    public IReadOnlyList<ConsideredCandidate> Considered { get; internal set; } = [];

    /// <summary>Upstream: what went out, for the protocols that are written here.</summary>
    public IReadOnlyList<SentBody> Sent => _sent;

    internal void Admitted(long at) => _admittedAt = at;

    internal void Passed(string stage, long began, TimeProvider time) =>
        _stages.Add(new(stage, time.GetElapsedTime(_admittedAt, began), time.GetElapsedTime(began)));

    internal void SentOut(int attempt, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        _sent.Add(new(attempt, Convert.ToHexStringLower(hash)));
    }
}
