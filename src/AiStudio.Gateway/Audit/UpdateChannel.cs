using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// Between the running call and its consumer. The writer waits while the consumer is <see cref="Capacity"/> updates behind;
/// it stops waiting, and stops writing, when the consumer has left.
/// </summary>
internal sealed class UpdateChannel(CallRun run, TimeProvider time, TimeSpan patience) : IDisposable
{
    private const int Capacity = 64;

    private readonly Channel<ChatResponseUpdate> _updates = Channel.CreateUnbounded<ChatResponseUpdate>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly SemaphoreSlim _room = new(Capacity);

    /// <summary>Hands out <paramref name="update"/>, or drops it when nobody is there.</summary>
    public async ValueTask WriteAsync(ChatResponseUpdate update)
    {
        try
        {
            if (!run.Unheeded.IsCancellationRequested)
                await _room.WaitAsync(run.Unheeded).WaitAsync(patience, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Left: drain without the consumer. Stopped: what has come still belongs to the answer, so it is written without waiting for room.
        }
        catch (TimeoutException)
        {
            // Neither reads nor leaves: counts as gone.
            run.Leave();
        }

        if (!run.Left)
            _updates.Writer.TryWrite(update);
    }

    /// <summary>The end, well or not; it takes no room.</summary>
    public void Complete(ChatResponseUpdate? last, Exception? failure)
    {
        if (last is not null)
            _updates.Writer.TryWrite(last);
        _updates.Writer.TryComplete(failure);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in _updates.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            _room.Release();
            yield return update;
        }
    }

    /// <summary>The consumer leaves; when it has read everything, that changes nothing.</summary>
    public void Dispose() => run.Leave();
}
