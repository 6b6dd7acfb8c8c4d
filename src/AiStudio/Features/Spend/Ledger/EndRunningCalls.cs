using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// When the node shuts down, what still runs is cut, settled and recorded while the ledger still takes it. Registered after
/// <see cref="LedgerWriter"/>, because services stop in the opposite order.
/// </summary>
internal sealed class EndRunningCalls(IRunningCalls calls) : IHostedLifecycleService
{
    // Not cancelled: the shutdown's time may be used up by requests, and the settle timeout limits this.
    public Task StoppedAsync(CancellationToken cancellationToken) => calls.EndAsync();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
