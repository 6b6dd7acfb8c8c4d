using System.Collections.Concurrent;
using AiStudio.Gateway.Audit;

namespace AiStudio.Gateway.Tests.Fakes;

internal sealed class FakeTraces : ICallTraces
{
    public ConcurrentQueue<CallTrace> Kept { get; } = new();

    public void Keep(CallTrace trace) => Kept.Enqueue(trace);

    public void Keep(GatewayCall ended, TraceSpan span)
    {
    }
}
