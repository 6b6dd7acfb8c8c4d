using AiStudio.IntegrationTests.Database;
using Npgsql;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>A table nobody can write to for a while: whoever wants to waits, and is at a known point.</summary>
internal sealed class TableLock : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly StudioTestDatabase _database;
    private readonly NpgsqlConnection _connection;
    private readonly string _table;

    private TableLock(StudioTestDatabase database, NpgsqlConnection connection, string table) => (_database, _connection, _table) = (database, connection, table);

    public static async Task<TableLock> TakeAsync(StudioTestDatabase database, string table)
    {
        var connection = new NpgsqlConnection(database.SuperuserConnectionString);
        await connection.OpenAsync();
        var held = new TableLock(database, connection, table);
        await held.LockAsync();
        return held;
    }

    /// <summary>Returns when somebody waits for the table.</summary>
    public async Task WaitForVictimAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        while (!await _database.ScalarAsync<bool>(
            "select exists (select from pg_locks where relation = $1::regclass and not granted and database = (select oid from pg_database where datname = current_database()))", _table))
            await Task.Delay(20, patience.Token);
    }

    /// <summary>What a dead process had asked for must not happen after its death.</summary>
    public Task DropVictimsAsync() =>
        _database.ExecuteAsync("select pg_terminate_backend(pid) from pg_locks where relation = $1::regclass and not granted", _table);

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private async Task LockAsync()
    {
        await using var begin = new NpgsqlCommand($"begin; lock table {_table} in share row exclusive mode", _connection);
        await begin.ExecuteNonQueryAsync();
    }
}
