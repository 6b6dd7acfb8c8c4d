using System.Data.Common;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Traces.Recording;

/// <summary>
/// Writes traces in batches, an organization at a time. Serves before anything else has started and until everything else has stopped,
/// as the ledger does. A batch that the database will not take is tried again, and then dropped.
/// </summary>
internal sealed partial class TraceWriter(StudioDatabase database, TraceQueue queue, TimeProvider time, ILogger<TraceWriter> logger) : IHostedLifecycleService
{
    private const int Batch = 200;
    private const int Tries = 4;
    private static readonly TimeSpan s_gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly RecentPolicies _policies = new(database, time);
    // Nothing to dispose of: a host that was disposed of is told once more that it has stopped.
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _writing = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _writing = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        _closing.TrySetResult();
        await _writing.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync()
    {
        var batch = new List<TraceItem>(Batch);
        while (await queue.WaitAsync())
        {
            // Calls that end together are written together.
            await Task.WhenAny(Task.Delay(s_gather, time), _closing.Task);
            while (batch.Count < Batch && queue.TryTake(out var item))
                batch.Add(item);
            foreach (var items in batch.GroupBy(item => item.OrganizationId))
                await WriteAsync(items.Key, [.. items]);
            batch.Clear();
        }
    }

    private async Task WriteAsync(Guid organization, List<TraceItem> items)
    {
        TraceBatch? batch = null;
        for (var tries = 1; ; tries++)
        {
            try
            {
                // No transaction is open while texts are gone through and compressed.
                batch ??= TraceBatch.Of(items, await _policies.PackerAsync(organization, CancellationToken.None));
                await using var db = await database.BeginAsync(new TenantScope(organization), CancellationToken.None);
                await TraceRows.InsertAsync(db, batch, CancellationToken.None);
                await db.CommitAsync(CancellationToken.None);
                return;
            }
            catch (Exception ex) when (tries < Tries && (ex as DbException ?? ex.InnerException as DbException) is { IsTransient: true })
            {
                await Task.WhenAny(Task.Delay(s_pause * tries, time), _closing.Task);
            }
            catch (Exception ex)
            {
                queue.Lost(items.Count);
                LogLost(ex, items.Count, organization);
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} traces of organization {Organization} could not be kept")]
    private partial void LogLost(Exception exception, int count, Guid organization);
}
