using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Quality.Folding;

/// <summary>
/// Keeps the hours of calls as their rows are: each minute what is going on, and now and then some hours back, for calls that ran long or were lost with
/// their node. A node that starts goes back to where the last one stopped. What pages read of days that are over follows. One node at a time does it.
/// </summary>
internal sealed class FoldCalls(StudioDatabase database, TimeProvider time, ILogger<FoldCalls> logger) : PeriodicWork(TimeSpan.FromMinutes(1), time, logger)
{
    private const int FarBackEvery = 10;
    private static readonly TimeSpan s_near = TimeSpan.FromMinutes(10);

    // A call may take an hour; that it was lost shows some minutes later.
    private static readonly TimeSpan s_far = TimeSpan.FromHours(2);

    // Of one statement, unless that is the last one.
    private static readonly TimeSpan s_piece = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    // Days of organizations in one statement: some seconds.
    private const int DaysAtOnce = 50;

    private int _round;
    private DateTimeOffset? _next;

    /// <summary>Computes again every hour from that of <paramref name="from"/> on. Gives how many hours of organizations that were, −1 while another node is at it.</summary>
    public Task<int> FoldAsync(DateTimeOffset from, CancellationToken cancellationToken) => FoldAsync(from, null, cancellationToken);

    /// <summary>Closes the days that are over and due. Gives how many that were; −1 while another node is at it.</summary>
    public async Task<int> CloseDaysAsync(CancellationToken cancellationToken)
    {
        for (var closed = 0; ;)
        {
            await using var connection = await database.OpenUnscopedAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select close_call_days($1)", connection) { CommandTimeout = (int)s_longest.TotalSeconds, Parameters = { new() { Value = DaysAtOnce } } };
            var some = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (some < DaysAtOnce)
                return some < 0 && closed == 0 ? some : closed + Math.Max(some, 0);
            closed += some;
        }
    }

    // What was not done, whether it failed or another node was at it, is begun with the next time.
    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        _next ??= await BeginningAsync(now, cancellationToken);
        for (; now - _next > s_piece; _next += s_piece)
        {
            if (await FoldAsync(_next.Value, _next + s_piece, cancellationToken) < 0)
                return;
        }

        if (await FoldAsync(_next.Value, cancellationToken) >= 0)
            (_round, _next) = (_round + 1, null);
        await CloseDaysAsync(cancellationToken);
    }

    private async Task<DateTimeOffset> BeginningAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = _round % FarBackEvery == 0 ? now - s_far : now - s_near;
        return _round == 0 && await StoppedAtAsync(cancellationToken) is { } stopped && stopped - s_far < from ? stopped - s_far : from;
    }

    private async Task<int> FoldAsync(DateTimeOffset from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select fold_call_hours($1, $2)", connection)
        {
            CommandTimeout = (int)s_longest.TotalSeconds,
            Parameters = { new() { Value = from.UtcDateTime }, new() { Value = to is { } end ? end.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<DateTimeOffset?> StoppedAtAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select call_hours_folded_to()", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime hour ? new DateTimeOffset(hour, TimeSpan.Zero) : null;
    }
}
