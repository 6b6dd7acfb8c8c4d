using System.Text.Json;
using AiStudio.Gateway.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

internal sealed class HoldStatement : IBatchStatement<HoldRequest, HoldVerdict>
{
    public async Task<IReadOnlyList<HoldVerdict>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<HoldRequest> items)
    {
        await using var command = ArrayParameters.Command(connection, """
            select call_id, granted, budget, cap, used, held, renews_at, refused_by, case when granted is not null then ledger_left(($1::uuid[])[ordinality], call_id) end
            from ledger_hold($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) with ordinality
            """)
            .With(NpgsqlDbType.Uuid, items, item => item.Caller.OrganizationId)
            .With(NpgsqlDbType.Uuid, items, item => item.CallId)
            .With(NpgsqlDbType.Uuid, items, item => item.Caller.UserId)
            .With(NpgsqlDbType.Uuid, items, item => item.Caller.ApiKeyId)
            .With(NpgsqlDbType.Text, items, item => item.Caller.Feature)
            .With(NpgsqlDbType.Jsonb, items, item => JsonSerializer.Serialize(item.ModelIds))
            .With(NpgsqlDbType.Bigint, items, item => item.AmountNanoUsd)
            .With(NpgsqlDbType.Bigint, items, item => item.MinimumNanoUsd)
            .With(NpgsqlDbType.Bigint, items, item => (long)item.Lease.TotalMilliseconds)
            .With(NpgsqlDbType.Uuid, items, item => item.TurnId)
            .With(NpgsqlDbType.Text, items, item => item.IfLost?.Provider)
            .With(NpgsqlDbType.Uuid, items, item => item.IfLost?.PriceId)
            .With(NpgsqlDbType.Bigint, items, item => item.IfLost?.Usage?.InputTokens)
            .With(NpgsqlDbType.Bigint, items, item => item.IfLost?.Usage?.OutputTokens)
            .With(NpgsqlDbType.Bigint, items, item => item.IfLost?.CostNanoUsd);
        await using var reader = await command.ExecuteReaderAsync();
        var verdicts = new List<HoldVerdict>(items.Count);
        while (await reader.ReadAsync())
        {
            verdicts.Add(Read(reader));
        }

        // The function leaves out the calls of an organization it does not know. Alone, such a call fails; the others' verdicts stand.
        return verdicts.Count == items.Count
            ? verdicts
            : throw new InvalidOperationException($"The ledger answered {verdicts.Count} of {items.Count} holds: an organization is unknown.");
    }

    private static HoldVerdict Read(NpgsqlDataReader reader)
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
}
