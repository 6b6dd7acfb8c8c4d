using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Everything that calls ask of the ledger, in one transaction: who ends makes room for who begins. A hold's answer is its verdict; an end has none.</summary>
internal sealed class LedgerStatement : IBatchStatement<LedgerItem, HoldVerdict?>
{
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

        await using var batch = ArrayParameters.Batch(connection);
        if (records.Count > 0)
        {
            batch.BatchCommands.Add(RecordParameters.Command(records));
        }

        if (holds.Count + settlements.Count > 0)
        {
            var write = new NpgsqlBatchCommand("select * from ledger_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)");
            HoldParameters.AddTo(write.Parameters, holds);
            SettlementParameters.AddTo(write.Parameters, settlements);
            batch.BatchCommands.Add(write);
        }

        // The connection knows the statements from the first time on.
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        if (records.Count > 0)
        {
            await reader.NextResultAsync();
        }

        var verdicts = await VerdictsAsync(reader, holds.Count);
        var next = 0;
        return [.. items.Select(item => item.Hold is null ? null : verdicts[next++])];
    }

    private static async Task<List<HoldVerdict>> VerdictsAsync(NpgsqlDataReader reader, int asked)
    {
        var verdicts = new List<HoldVerdict>(asked);
        while (asked > 0 && await reader.ReadAsync())
        {
            verdicts.Add(Verdict(reader));
        }

        // The function leaves out the calls of an organization it does not know. Alone, such a call fails; the others' verdicts stand.
        return verdicts.Count == asked
            ? verdicts
            : throw new InvalidOperationException($"The ledger answered {verdicts.Count} of {asked} holds: an organization is unknown.");
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
            : new(null, new BudgetRefusal(reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), renewsAt));
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
