using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Api.Idempotency;

/// <summary>
/// A request that won its key, while it runs: it keeps the lease, and tells a stream's parts once somebody follows.
/// <see cref="Lost"/> is cancelled when the lease was lost: then the run is another's.
/// </summary>
internal sealed class IdempotentRun : IAsyncDisposable
{
    private static readonly TimeSpan s_renewEvery = IdempotencyStore.Lease / 3;
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromMilliseconds(100);

    private readonly IdempotencyStore _store;
    private readonly RowSignals.Waiter _signal;
    private readonly TimeProvider _time;
    private readonly TenantScope _scope;
    private readonly Guid _token;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _keeping;
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _telling = Task.CompletedTask;

    public IdempotentRun(IdempotencyStore store, RunSignals signals, TimeProvider time, TenantScope scope, Begun begun, Guid token)
    {
        (_store, _time, _scope, Id, _token) = (store, time, scope, begun.Id, token);
        CallId = begun.Again ? token : begun.Id;
        Lost = _lost.Token;
        _signal = signals.Subscribe(Id);
        _keeping = KeepAsync();
    }

    /// <summary>The same when the run is repeated after a crash.</summary>
    public Guid Id { get; }

    /// <summary>
    /// For what is paid for. Another when the run is repeated: the provider bills what the dead node asked for too, so that has its own hold and its own settlement.
    /// </summary>
    public Guid CallId { get; }

    public CancellationToken Lost { get; }

    /// <summary>From now on the answer is a stream: who follows shall see it as it comes.</summary>
    public void Stream(RecordingBody body, StoredAnswer answer) => _telling = TellAsync(body, answer);

    /// <summary>Ends the run: its answer is kept, or its key is free again.</summary>
    public async Task<bool> EndAsync(StoredAnswer? answer, byte[] body)
    {
        await StopAsync();
        return answer is null
            ? await _store.FreeAsync(_scope, Id, _token, CancellationToken.None)
            : await _store.SaveAsync(_scope, Id, _token, answer, body, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _signal.Dispose();
        _over.Dispose();
        _lost.Dispose();
    }

    private async Task StopAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_keeping, _telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task KeepAsync()
    {
        var renewed = _time.GetTimestamp();
        while (true)
        {
            await (_watched.Task.IsCompleted ? Task.Delay(s_renewEvery, _time, _over.Token) : _signal.WaitAsync(s_renewEvery, _time, _over.Token));
            try
            {
                switch (await _store.RenewAsync(_scope, Id, _token, _over.Token))
                {
                    case null:
                        await _lost.CancelAsync();
                        return;
                    case true:
                        _watched.TrySetResult();
                        break;
                }

                renewed = _time.GetTimestamp();
            }
            catch (Exception) when (!_over.IsCancellationRequested && _time.GetElapsedTime(renewed) < IdempotencyStore.Lease)
            {
                // A database that is away for a moment: the lease still stands.
            }
        }
    }

    private async Task TellAsync(RecordingBody body, StoredAnswer answer)
    {
        await _watched.Task.WaitAsync(_over.Token);
        await _store.ForgetPartsAsync(_scope, Id, _over.Token);
        for (var (number, told) = (1, 0); !body.TooLong; await Task.Delay(s_tellEvery, _time, _over.Token))
        {
            if (body.After(told) is not { Length: > 0 } part)
                continue;
            await _store.TellAsync(_scope, Id, _token, number++, answer, part, _over.Token);
            told += part.Length;
        }
    }
}
