using AiStudio.Gateway.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

internal sealed class ExtendStatement : IBatchStatement<HoldExtension, bool>
{
    public async Task<IReadOnlyList<bool>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<HoldExtension> items)
    {
        await using var command = ArrayParameters.Command(connection, "select granted from ledger_extend($1, $2, $3)")
            .With(NpgsqlDbType.Uuid, items, item => item.OrganizationId)
            .With(NpgsqlDbType.Uuid, items, item => item.CallId)
            .With(NpgsqlDbType.Bigint, items, item => item.TotalNanoUsd);
        await using var reader = await command.ExecuteReaderAsync();
        var granted = new List<bool>(items.Count);
        while (await reader.ReadAsync())
        {
            granted.Add(reader.GetBoolean(0));
        }

        return granted;
    }
}
