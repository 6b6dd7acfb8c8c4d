using System.Collections.Concurrent;
using System.Data.Common;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.RateLimits;

/// <summary>
/// Counts of all nodes, in the database. A node takes up to 5 % of a limit ahead and spends it in the same five seconds, so that a busy subject costs
/// twenty statements a minute and not one a request. All nodes together never grant more than the limit in a minute; each node other than the one
/// that is asked may hold back up to 5 % of it, which it gives back when it asks again. Without the database each node counts for itself.
/// </summary>
internal sealed partial class SharedRateWindows(StudioDatabase database, LocalRateWindows local, TimeProvider time, ILogger<SharedRateWindows> logger) : IRateWindows
{
    private readonly ConcurrentDictionary<(Guid, string), Stock> _stocks = new();

    public async ValueTask<RateReading> TakeAsync(RateAsk ask, CancellationToken cancellationToken)
    {
        var stock = _stocks.GetOrAdd((ask.OrganizationId, ask.Subject), _ => new Stock());
        await stock.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetTimestamp();
            if (stock.Left < ask.Amount || time.GetElapsedTime(stock.At, now) > stock.GoodFor)
                await FetchAsync(stock, ask, cancellationToken);
            var granted = stock.Left >= ask.Amount;
            if (granted)
                stock.Left -= ask.Amount;
            return new RateReading(ask, granted, stock.Remaining + stock.Left, stock.RetryAfter, stock.Reset);
        }
        catch (DbException failure)
        {
            LogAway(failure);
            return await local.TakeAsync(ask, cancellationToken);
        }
        finally
        {
            stock.Gate.Release();
        }
    }

    public async ValueTask CorrectAsync(RateAsk ask, long by, CancellationToken cancellationToken)
    {
        try
        {
            // What may go beyond the limit asks for none of it.
            await ReadAsync(ask with { Limit = long.MaxValue / 2 }, 0, 0, by, by, cancellationToken);
        }
        catch (DbException failure)
        {
            LogAway(failure);
        }
    }

    /// <summary>Forgets the counts nobody asks for any more.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var (subject, stock) in _stocks)
        {
            if (time.GetElapsedTime(stock.At) > TimeSpan.FromMinutes(2))
                _stocks.TryRemove(subject, out _);
        }

        await using var db = await database.BeginAsync(new(Guid.Empty), cancellationToken);
        var removed = await db.Database.SqlQuery<int>($"""select rate_windows_remove_old() as "Value" """).ToListAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);
        return removed[0];
    }

    private async Task FetchAsync(Stock stock, RateAsk ask, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(ask, stock.Left, stock.Slot, ask.Amount, Math.Max(ask.Amount, ask.Limit / 20), cancellationToken);
        (stock.Left, stock.Slot, stock.Remaining) = (row.Granted, row.Slot, Math.Max(0, ask.Limit - row.Used));
        (stock.RetryAfter, stock.Reset) = (TimeSpan.FromMilliseconds(row.RetryMs), TimeSpan.FromMilliseconds(row.ResetMs));
        stock.At = time.GetTimestamp();
        // Taken in a slot, good in that slot: spent later it would count too early.
        stock.GoodFor = TimeSpan.FromMilliseconds(Math.Max(0, ((row.Slot + 1) * SlidingMinute.SlotMilliseconds) - row.NowMs));
    }

    private async Task<Row> ReadAsync(RateAsk ask, long giveBack, long slot, long amount, long want, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new(ask.OrganizationId), cancellationToken);
        var rows = await db.Database.SqlQuery<Row>($"""
            select granted as "Granted", used as "Used", slot as "Slot", retry_ms as "RetryMs", reset_ms as "ResetMs",
                   floor(extract(epoch from clock_timestamp()) * 1000)::bigint as "NowMs"
            from rate_window_take({ask.Subject}, {giveBack}, {slot}, {amount}, {want}, {ask.Limit})
            """).ToListAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);
        return rows[0];
    }

    [LoggerMessage(LogLevel.Warning, "Rate limits cannot be counted over all nodes now; this node counts for itself")]
    private partial void LogAway(Exception failure);

    private sealed record Row(long Granted, long Used, long Slot, long RetryMs, long ResetMs, long NowMs);

    private sealed class Stock
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public long Left { get; set; }

        public long Slot { get; set; }

        public long Remaining { get; set; }

        public long At { get; set; }

        public TimeSpan GoodFor { get; set; }

        public TimeSpan RetryAfter { get; set; }

        public TimeSpan Reset { get; set; }
    }
}
