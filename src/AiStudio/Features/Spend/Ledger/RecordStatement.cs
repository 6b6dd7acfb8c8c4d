using System.Text.Json;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Results;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

internal sealed class RecordStatement : IBatchStatement<CallRecord, Done>
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<IReadOnlyList<Done>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<CallRecord> items)
    {
        await using var command = ArrayParameters.Command(connection, "select record_calls($1)");
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = JsonSerializer.Serialize(items.Select(CallRow.Of), s_json),
            NpgsqlDbType = NpgsqlDbType.Jsonb,
        });
        await command.ExecuteNonQueryAsync();
        return [.. items.Select(_ => Done.Value)];
    }
}
