using AiStudio.IntegrationTests.Database;
using AiStudio.ProviderEmulator.Billing;
using Npgsql;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>What the database has about an organization's calls, row by row, as superuser.</summary>
internal sealed record Books(
    IReadOnlyList<Books.CallLine> Calls, ILookup<Guid, Books.Entry> Ledger, ILookup<Guid, Books.HoldLine> Holds, ILookup<Guid, string?> Attempts)
{
    public static async Task<Books> ReadAsync(StudioTestDatabase database, Guid organization)
    {
        await using var source = NpgsqlDataSource.Create(database.SuperuserConnectionString);
        return new(
            await RowsAsync(source, organization, "select id, ending from call where org_id = $1", row => new CallLine(row.GetGuid(0), row.GetString(1))),
            (await RowsAsync(
                source, organization,
                "select call_id, model_id, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, estimated, cost_nano_usd, price_id from ledger_entry where org_id = $1",
                row => new Entry(row.GetGuid(0), row.GetString(1), new(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)), row.GetBoolean(6), row.GetInt64(7), row.IsDBNull(8) ? null : row.GetGuid(8))))
                .ToLookup(entry => entry.Call),
            (await RowsAsync(source, organization, "select call_id, amount_nano_usd, state from hold where org_id = $1", row => new HoldLine(row.GetGuid(0), row.GetInt64(1), row.GetString(2))))
                .ToLookup(hold => hold.Call),
            (await RowsAsync(source, organization, "select call_id, error_code from call_attempt where org_id = $1", row => (Call: row.GetGuid(0), Error: row.IsDBNull(1) ? null : row.GetString(1))))
                .ToLookup(attempt => attempt.Call, attempt => attempt.Error));
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlDataSource source, Guid organization, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = organization });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    internal sealed record CallLine(Guid Call, string Ending);

    internal sealed record Entry(Guid Call, string Model, Tokens Tokens, bool Estimated, long CostNanoUsd, Guid? Price);

    internal sealed record HoldLine(Guid Call, long AmountNanoUsd, string State);

    /// <summary>Input with its cached and cache-written parts, and output.</summary>
    internal sealed record Tokens(long Input, long Cached, long Written, long Output)
    {
        public static Tokens Of(BillRow row) => new(row.InputTokens, row.CachedInputTokens, row.CacheWriteTokens, row.OutputTokens);

        public static Tokens operator +(Tokens left, Tokens right) =>
            new(left.Input + right.Input, left.Cached + right.Cached, left.Written + right.Written, left.Output + right.Output);
    }
}
