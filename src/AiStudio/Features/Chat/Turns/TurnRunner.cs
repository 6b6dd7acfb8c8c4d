using System.Collections.Concurrent;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Chat.Turns;

/// <summary>The turns that run on this node. They outlive the circuit or request that began them; a node that shuts down ends them with what they have.</summary>
internal sealed class TurnRunner(TurnRun run, NotificationListener listener) : IHostedLifecycleService, IDisposable
{
    private readonly ConcurrentDictionary<Guid, (RunningTurn Turn, Task Task)> _running = new();
    private IDisposable? _subscription;
    private volatile bool _closing;

    public void Start(TurnTicket ticket)
    {
        var turn = new RunningTurn(ticket);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[ticket.Key.TurnId] = (turn, RunAsync(turn, begin.Task));
        begin.SetResult();
        if (_closing)
            turn.Interrupt();
    }

    /// <summary>Stops the turn if it runs here.</summary>
    public void Stop(Guid turnId)
    {
        if (_running.TryGetValue(turnId, out var running))
            running.Turn.Stop();
    }

    /// <summary>The events of a turn that runs here and belongs to that person.</summary>
    public TurnLog? LogOf(TenantScope scope, Guid turnId) =>
        _running.TryGetValue(turnId, out var running) && running.Turn.Key.Scope == scope ? running.Turn.Log : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // After a lost connection nothing is asked again here: the renewal of the lease reads what was missed.
        _subscription = listener.Subscribe(TurnTopics.Stop, payload =>
        {
            if (Guid.TryParse(payload, out var turnId))
                Stop(turnId);
        });
        return Task.CompletedTask;
    }

    // Before any service stops: the ledger must still take what was used, and watchers must still be told.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _closing = true;
        foreach (var (turn, _) in _running.Values)
            turn.Interrupt();
        await Task.WhenAll(_running.Values.Select(running => running.Task)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription?.Dispose();

    private async Task RunAsync(RunningTurn turn, Task begin)
    {
        // Off the caller's flow: a turn must not run in a circuit's or a request's context.
        await begin.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await run.RunAsync(turn);
        }
        finally
        {
            _running.TryRemove(turn.Key.TurnId, out _);
            turn.Dispose();
        }
    }
}
