using System.Text;
using AiStudio.Features.Traces.Payloads;
using AiStudio.IntegrationTests.Database;
using Npgsql;

namespace AiStudio.IntegrationTests.Traces;

/// <summary>Looks for a word everywhere in a database: in every column of every table as it stands, and in what is compressed after opening it.</summary>
internal static class Canaries
{
    /// <summary>The tables that hold it, with how many rows do.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(StudioTestDatabase database, string word, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database.SuperuserConnectionString);
        await connection.OpenAsync(cancellationToken);
        var found = new List<string>();
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            // A row as text holds every column of it; bytes stand there in hexadecimal.
            await using var command = new NpgsqlCommand($"select count(*) from public.\"{table}\" t where t::text ilike $1 or t::text ilike $2", connection);
            command.Parameters.Add(new() { Value = $"%{word}%" });
            command.Parameters.Add(new() { Value = $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word))}%" });
            if (await command.ExecuteScalarAsync(cancellationToken) is long count and > 0)
                found.Add($"{table}: {count}");
        }

        var payloads = await PayloadsAsync(connection, word, cancellationToken);
        return payloads == 0 ? found : [.. found, $"call_payload: {payloads}"];
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(reader.GetString(0));
        return tables;
    }

    private static async Task<int> PayloadsAsync(NpgsqlConnection connection, string word, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select request, response from call_payload", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            var text = PayloadJson.Unpack<StoredRequest>(reader.GetFieldValue<byte[]>(0)).Messages.ToJsonString() + PayloadJson.Unpack<StoredResponse>(reader.GetFieldValue<byte[]>(1)).Messages.ToJsonString();
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                count++;
        }

        return count;
    }
}
