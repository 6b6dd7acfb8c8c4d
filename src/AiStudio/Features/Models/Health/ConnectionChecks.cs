using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Models.Health;

/// <summary>
/// Checks provider connections when somebody asks how they are: the readiness probe, or an admin who has the page open. Each is called at most once in
/// <see cref="Every"/>, on one node. One that nobody looks at is checked only while its models are in use: an organization that is idle for
/// two days pays for no checks.
/// </summary>
internal sealed partial class ConnectionChecks(
    StudioDatabase database, ConnectionProbe probe, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConnectionChecks> logger)
{
    /// <summary>How old a result is before a connection is called again.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private const int MostAtOnce = 8;
    private const int MostInARound = 200;
    private static readonly TimeSpan s_betweenRounds = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_looking = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private Task _round = Task.CompletedTask;
    private long? _roundBegan;

    /// <summary>The results of the caller's organization. The page that shows them keeps their connections checked.</summary>
    public async Task<IReadOnlyList<ConnectionCheck>> LookAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role is not (Role.Admin or Role.Owner))
        {
            return [];
        }

        var until = time.GetUtcNow() + s_looking;
        await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into connection_check as k (org_id, connection_id, wanted_until)
                select org_id, id, {until} from provider_connection where org_id = {caller.OrganizationId} and kind <> 'local' and disabled_at is null
                on conflict (org_id, connection_id) do update set wanted_until = excluded.wanted_until where k.wanted_until < excluded.wanted_until - interval '1 minute'
                """, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }

        _ = RoundAsync();
        await using var reading = await database.BeginAsync(caller.Scope, cancellationToken);
        return await reading.Set<ConnectionCheck>().AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>How many connections of the installation were checked lately, and how many did not answer. Waits for a round of checks only as long as <paramref name="patience"/>.</summary>
    public async Task<(int Checked, int Failing)> CountAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await RoundAsync().WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The round goes on; what it finds is there for whoever asks next.
        }

        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select checked, failing from count_connection_checks()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetInt32(1));
    }

    // One at a time on this node, and not one for every request: who is due is for the database to say.
    private Task RoundAsync()
    {
        lock (_gate)
        {
            if (_round.IsCompleted && (_roundBegan is not { } began || time.GetElapsedTime(began) >= s_betweenRounds))
            {
                _roundBegan = time.GetTimestamp();
                _round = Task.Run(() => CheckAsync(lifetime.ApplicationStopping));
            }

            return _round;
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var claimed = await ClaimAsync(cancellationToken);
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (due, token) =>
            {
                try
                {
                    await probe.CheckAsync(due.Organization, due.Connection, token);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    LogFailed(failure, due.Connection);
                }
            });
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            // Without the database, or at the end, there is nothing to check with; the check of the database says so.
        }
    }

    private async Task<List<(Guid Organization, Guid Connection)>> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, connection_id from claim_connection_checks($1, $2)", connection)
        {
            Parameters = { new() { Value = Every }, new() { Value = MostInARound } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return claimed;
    }

    [LoggerMessage(LogLevel.Warning, "The check of provider connection {ConnectionId} failed by itself")]
    private partial void LogFailed(Exception failure, Guid connectionId);
}
