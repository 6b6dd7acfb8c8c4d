using System.Collections.Concurrent;
using System.Threading.Channels;

namespace AiStudio.Gateway.Budgets;

/// <inheritdoc cref="IHeldCalls" />
internal sealed class HeldCalls : IHeldCalls
{
    private readonly ConcurrentDictionary<Guid, HeldCall> _calls = new();
    private readonly Channel<bool> _added = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public HeldCall Add(HeldCall held)
    {
        _calls[held.Call.Id] = held;
        _added.Writer.TryWrite(true);
        return held;
    }

    public void Conclude(Settlement settlement)
    {
        if (_calls.TryGetValue(settlement.CallId, out var held))
            held.Final = settlement;
    }

    public void Remove(Guid callId) => _calls.TryRemove(callId, out _);

    public async Task AnyAsync(CancellationToken cancellationToken)
    {
        while (_calls.IsEmpty)
            await _added.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<Settlement> SoFar() => [.. _calls.Values.Select(held => held.SoFar())];

    public IReadOnlyList<Settlement> News() => [.. _calls.Values.Where(held => held.HasNews()).Select(held => held.SoFar())];
}
