using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Everything that calls ask of the ledger, in one transaction: who ends makes room for who begins. A hold's answer is its verdict; an end has none.</summary>
internal sealed class LedgerStatement : IBatchStatement<LedgerItem, HoldVerdict?>
{
    private const string Sql = """
        select call_id, granted, budget, cap, used, held, renews_at, refused_by, left_over, refusing_budget
        from ledger_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                          $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
        """;

    public async Task<IReadOnlyList<HoldVerdict?>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<LedgerItem> items)
    {
        var holds = new List<HoldRequest>(items.Count);
        var settlements = new List<Settlement>(items.Count);
        var records = new List<CallRecord>(items.Count);
        foreach (var item in items)
        {
            Add(holds, item.Hold);
            Add(settlements, item.Settlement);
            Add(records, item.Record);
        }

        var verdicts = await WriteAsync(connection, holds, settlements, records);
        // The function leaves out the calls of an organization it does not know. Alone, such a call fails; the others' verdicts stand.
        if (verdicts.Count != holds.Count)
        {
            throw new InvalidOperationException($"The ledger answered {verdicts.Count} of {holds.Count} holds: an organization is unknown.");
        }

        await RefusalDetails.AddAsync(connection, holds, verdicts);
        var next = 0;
        return [.. items.Select(item => item.Hold is null ? null : verdicts[next++])];
    }

    private static async Task<List<HoldVerdict>> WriteAsync(NpgsqlConnection connection, List<HoldRequest> holds, List<Settlement> settlements, List<CallRecord> records)
    {
        await using var batch = ArrayParameters.Batch(connection);
        // Always first: everybody locks windows and holds before anything else.
        var write = new NpgsqlBatchCommand(Sql);
        HoldParameters.AddTo(write.Parameters, holds);
        SettlementParameters.AddTo(write.Parameters, settlements);
        batch.BatchCommands.Add(write);
        if (records.Count > 0)
        {
            batch.BatchCommands.Add(RecordParameters.Command(records));
        }

        // The connection knows the statements from the first time on.
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        var verdicts = new List<HoldVerdict>(holds.Count);
        while (await reader.ReadAsync())
        {
            verdicts.Add(Verdict(reader));
        }

        // It is committed when nothing follows any more.
        while (await reader.NextResultAsync())
        {
        }

        return verdicts;
    }

    private static HoldVerdict Verdict(NpgsqlDataReader reader)
    {
        if (!reader.IsDBNull(1))
        {
            return new(new Hold(reader.GetGuid(0), reader.GetInt64(1)) { LeftNanoUsd = reader.IsDBNull(8) ? null : reader.GetInt64(8) }, null);
        }

        var renewsAt = reader.GetFieldValue<DateTimeOffset>(6);
        return reader.GetString(7) == "messages"
            ? new(null, null) { OutOfMessages = new(reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), renewsAt) }
            : new(null, new BudgetRefusal(reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), renewsAt)
            {
                LeftNanoUsd = reader.GetInt64(8),
                BudgetId = reader.GetGuid(9),
            });
    }

    private static void Add<T>(List<T> list, T? item)
        where T : class
    {
        if (item is not null)
        {
            list.Add(item);
        }
    }
}
