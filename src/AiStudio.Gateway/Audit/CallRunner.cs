using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// Runs calls as tasks of their own, so that metering does not depend on who is listening. When the node shuts down,
/// what still runs is cut, settled and recorded first.
/// </summary>
internal sealed class CallRunner(CallRecorder recorder, IOptions<GatewayOptions> options, TimeProvider time) : IRunningCalls, IAsyncDisposable
{
    private readonly ConcurrentDictionary<CallRun, Task> _running = new();
    private volatile bool _closing;

    /// <summary>Runs <paramref name="work"/>, and <paramref name="dialogue"/> goes into its trace; <paramref name="complete"/> gets its result, or nothing when the call was stopped.</summary>
    public async Task<T> RunAsync<T>(
        GatewayCall call, Dialogue? dialogue, Func<CancellationToken, Task<T>> work, Func<T?, T> complete, CancellationToken cancellationToken)
    {
        var run = Begin(call, dialogue, streamed: false);
        var running = Task.Run(() => WorkAsync(run, work), CancellationToken.None);
        Track(run, running);
        try
        {
            var (result, failure) = await running.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
            return complete(result);
        }
        finally
        {
            run.Leave();
        }
    }

    /// <summary>Starts the stream; the consumer reads and disposes what is returned.</summary>
    public UpdateChannel Stream(GatewayCall call, Dialogue dialogue, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> work)
    {
        var run = Begin(call, dialogue, streamed: true);
        var channel = new UpdateChannel(run, time, options.Value.CallTimeout);
        Track(run, Task.Run(() => PumpAsync(run, channel, work), CancellationToken.None));
        return channel;
    }

    public async Task EndAsync()
    {
        _closing = true;
        while (!_running.IsEmpty)
        {
            foreach (var run in _running.Keys)
                run.End();
            await Task.WhenAll(_running.Values).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => new(EndAsync());

    private CallRun Begin(GatewayCall call, Dialogue? dialogue, bool streamed)
    {
        call.Streamed = streamed;
        var run = new CallRun(call, time, options.Value.DrainLimit) { Dialogue = dialogue };
        call.StartedAt = run.StartedAt;
        return run;
    }

    private void Track(CallRun run, Task running)
    {
        _running[run] = running;
        if (_closing)
            run.End();
        running.ContinueWith((_, state) => _running.TryRemove((CallRun)state!, out var _), run, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<(T? Result, Exception? Failure)> WorkAsync<T>(CallRun run, Func<CancellationToken, Task<T>> work)
    {
        using (run)
        using (run.Span = CallTelemetry.Start(run))
        {
            var result = default(T);
            Exception? failure = null;
            try
            {
                result = await work(run.Cut).ConfigureAwait(false);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }

            return (result, await recorder.ConcludeAsync(run, failure).ConfigureAwait(false));
        }
    }

    private async Task PumpAsync(CallRun run, UpdateChannel channel, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> work)
    {
        using (run)
        using (run.Span = CallTelemetry.Start(run))
        {
            var final = new FinalUpdate();
            Exception? failure = null;
            try
            {
                await foreach (var update in work(run.Cut).ConfigureAwait(false))
                {
                    run.Dialogue?.Saw(update);
                    if (!final.HoldBack(update))
                        continue;
                    run.SawToken();
                    await channel.WriteAsync(update).ConfigureAwait(false);
                }
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }

            failure = await recorder.ConcludeAsync(run, failure).ConfigureAwait(false);
            channel.Complete(failure is null ? final.For(run.Call) : null, failure);
        }
    }
}
