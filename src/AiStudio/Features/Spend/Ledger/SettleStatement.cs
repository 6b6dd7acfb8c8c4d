using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Results;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

internal sealed class SettleStatement : IBatchStatement<Settlement, Done>
{
    private static readonly TokenUsage s_nothing = new() { InputTokens = 0, OutputTokens = 0 };

    public async Task<IReadOnlyList<Done>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<Settlement> items)
    {
        await using var command = ArrayParameters.Command(
            connection, "select ledger_settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)")
            .With(NpgsqlDbType.Uuid, items, item => item.Caller.OrganizationId)
            .With(NpgsqlDbType.Uuid, items, item => item.CallId)
            .With(NpgsqlDbType.Uuid, items, item => item.Caller.UserId)
            .With(NpgsqlDbType.Uuid, items, item => item.Caller.ApiKeyId)
            .With(NpgsqlDbType.Text, items, item => item.Caller.Feature)
            .With(NpgsqlDbType.Text, items, item => item.Provider)
            .With(NpgsqlDbType.Text, items, item => item.ModelId)
            .With(NpgsqlDbType.Uuid, items, item => item.PriceId)
            .With(NpgsqlDbType.Bigint, items, item => UsageOf(item).InputTokens)
            .With(NpgsqlDbType.Bigint, items, item => UsageOf(item).CachedInputTokens)
            .With(NpgsqlDbType.Bigint, items, item => UsageOf(item).CacheWriteTokens)
            .With(NpgsqlDbType.Bigint, items, item => UsageOf(item).OutputTokens)
            .With(NpgsqlDbType.Bigint, items, item => UsageOf(item).ReasoningTokens)
            .With(NpgsqlDbType.Boolean, items, item => UsageOf(item).Estimated)
            .With(NpgsqlDbType.Bigint, items, item => item.CostNanoUsd);
        await command.ExecuteNonQueryAsync();
        return [.. items.Select(_ => Done.Value)];
    }

    private static TokenUsage UsageOf(Settlement settlement) => settlement.Usage ?? s_nothing;
}
