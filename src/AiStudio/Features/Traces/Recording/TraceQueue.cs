using System.Diagnostics.Metrics;
using System.Threading.Channels;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Traces.Recording;

/// <summary>
/// Between calls and the writer. What does not fit is dropped and counted: an explanation that is missing is better than a call that waits for one.
/// </summary>
internal sealed class TraceQueue : ICallTraces
{
    private const int Most = 20_000;
    private const long MostCharacters = 64_000_000;

    private readonly Channel<TraceItem> _items = Channel.CreateBounded<TraceItem>(new BoundedChannelOptions(Most) { SingleReader = true });
    private readonly Counter<long> _dropped;
    private long _characters;

    public TraceQueue(IMeterFactory meters) => _dropped = meters.Create("AiStudio.Traces").CreateCounter<long>(
        "aistudio.traces.dropped", description: "Traces of calls that were not kept: the writer was behind, or the database would not take them.");

    public void Keep(CallTrace trace)
    {
        var request = Origin.Current?.RequestId is { } named ? RequestFingerprint.Of(named) : (Guid?)null;
        // Embeddings are only counted, unless their client has a name to find them by: their texts stand in the documents and questions that they are made of.
        if (trace.Messages is not null || request is not null)
            Add(new(trace.Record.Caller.OrganizationId, trace.Record.CallId, trace.Record.StartedAt, trace, null) { Request = request });
    }

    public void Keep(GatewayCall ended, TraceSpan span)
    {
        if (ended.StartedAt is { } startedAt)
            Add(new(ended.Caller.OrganizationId, ended.Id, startedAt, null, span));
    }

    /// <summary>Waits for items; false once there are none and will be none.</summary>
    public ValueTask<bool> WaitAsync() => _items.Reader.WaitToReadAsync();

    public bool TryTake(out TraceItem item)
    {
        if (!_items.Reader.TryRead(out item!))
            return false;
        Interlocked.Add(ref _characters, -item.Size);
        return true;
    }

    public void Lost(int traces) => _dropped.Add(traces);

    public void Close() => _items.Writer.TryComplete();

    private void Add(TraceItem item)
    {
        if (Interlocked.Add(ref _characters, item.Size) <= MostCharacters && _items.Writer.TryWrite(item))
            return;
        Interlocked.Add(ref _characters, -item.Size);
        _dropped.Add(1);
    }
}
