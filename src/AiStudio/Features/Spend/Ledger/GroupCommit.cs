using System.Threading.Channels;
using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// Shares the cost of a commit: while one batch is being written, callers gather for the next. Alone, a call waits for nobody; among many,
/// it waits a moment for those who were just answered, because what a batch costs does not grow with each of them.
/// Each caller gets its own answer, or the failure of the database.
/// </summary>
internal sealed partial class GroupCommit<TItem, TAnswer>(
    StudioDatabase database, IBatchStatement<TItem, TAnswer> statement, TimeProvider time, ILogger logger)
{
    private const int MaxBatch = 256;
    private const int Many = 8;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan[] s_pauses =
        [TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(160)];

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });

    /// <summary>A caller that stops waiting does not undo what it asked for.</summary>
    public Task<TAnswer> WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item);
        return _waiting.Writer.TryWrite(waiting)
            ? waiting.Answer.Task.WaitAsync(cancellationToken)
            : throw new InvalidOperationException("The ledger of this node is closed.");
    }

    /// <summary>Takes nothing more; <see cref="RunAsync"/> ends when everything that waits is written.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    public async Task RunAsync()
    {
        await using var connection = new LedgerConnection(database);
        var batch = new List<Waiting>(MaxBatch);
        var many = false;
        while (await _waiting.Reader.WaitToReadAsync())
        {
            if (many)
            {
                await Task.Delay(s_moment, time);
            }

            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            await FlushAsync(connection, batch);
            many = batch.Count >= Many;
            batch.Clear();
        }
    }

    private async Task FlushAsync(LedgerConnection connection, List<Waiting> batch)
    {
        try
        {
            var answers = await WriteAsync(connection, [.. batch.Select(waiting => waiting.Item)]);
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.TrySetResult(answers[i]);
            }
        }
        catch (Exception failure) when (batch.Count > 1 && IsOfOneItem(failure))
        {
            LogSplit(failure, batch.Count);
            foreach (var waiting in batch)
            {
                await FlushAsync(connection, [waiting]);
            }
        }
        catch (Exception failure)
        {
            batch.ForEach(waiting => waiting.Answer.TrySetException(failure));
        }
    }

    private async Task<IReadOnlyList<TAnswer>> WriteAsync(LedgerConnection connection, List<TItem> items)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await statement.ExecuteAsync(await connection.GetAsync(), items);
            }
            catch (NpgsqlException failure) when (attempt < s_pauses.Length && MayPass(failure))
            {
                LogRetry(failure.SqlState, items.Count);
            }

            await Task.Delay(s_pauses[attempt], time, CancellationToken.None);
        }
    }

    // A deadlock, a serialization failure, a connection that broke. Who waited for a time-out has waited long enough.
    private static bool MayPass(NpgsqlException failure) => failure.IsTransient && failure.InnerException is not TimeoutException;

    // The database answered, or was never asked: something is wrong with an item, and its neighbours must not pay for it.
    private static bool IsOfOneItem(Exception failure) => failure is not NpgsqlException or PostgresException { IsTransient: false };

    [LoggerMessage(LogLevel.Warning, "Ledger write of {Count} items will be tried again after {SqlState}")]
    private partial void LogRetry(string? sqlState, int count);

    [LoggerMessage(LogLevel.Error, "Ledger write of {Count} items failed; each is tried alone")]
    private partial void LogSplit(Exception failure, int count);

    private sealed record Waiting(TItem Item)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
