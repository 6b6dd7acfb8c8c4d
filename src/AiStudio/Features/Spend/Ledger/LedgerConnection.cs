using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>
/// The connection of one lane, kept open: a function's plans live with its session, and a returned connection loses them.
/// Opened again after it broke.
/// </summary>
internal sealed class LedgerConnection(StudioDatabase database) : IAsyncDisposable
{
    // An acknowledged commit survives a crash of the server, whatever its default is. The functions ask for rows by their keys, a few hundred at most: the plans
    // for that are known, and one that was made while a table was small must not read all of it when it is large.
    private const string Settings = """
        select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
        select set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false)
        """;

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
            await using var settings = new NpgsqlCommand(Settings, connection);
            await settings.ExecuteNonQueryAsync();
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
