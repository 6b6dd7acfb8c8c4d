using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// The connection of one lane, kept open: a function's plans live with its session, and a returned connection loses them.
/// Opened again after it broke.
/// </summary>
internal sealed class LedgerConnection(StudioDatabase database) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    public async Task<NpgsqlConnection> GetAsync()
    {
        if (_connection is { State: System.Data.ConnectionState.Open })
        {
            return _connection;
        }

        await DisposeAsync();
        var connection = await database.OpenUnscopedAsync(CancellationToken.None);
        try
        {
            // An acknowledged commit survives a crash of the server, whatever its default is.
            await using var durable = new NpgsqlCommand(
                "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'", connection);
            await durable.ExecuteNonQueryAsync();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return _connection = connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }
}
