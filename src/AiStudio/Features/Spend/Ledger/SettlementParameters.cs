using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Calls that end, as <c>ledger_write</c> takes them.</summary>
internal static class SettlementParameters
{
    private static readonly TokenUsage s_nothing = new() { InputTokens = 0, OutputTokens = 0 };

    public static void AddTo(NpgsqlParameterCollection parameters, List<Settlement> settlements) => parameters
        .With(NpgsqlDbType.Uuid, settlements, item => item.Caller.OrganizationId)
        .With(NpgsqlDbType.Uuid, settlements, item => item.CallId)
        .With(NpgsqlDbType.Uuid, settlements, item => item.Caller.UserId)
        .With(NpgsqlDbType.Uuid, settlements, item => item.Caller.ApiKeyId)
        .With(NpgsqlDbType.Text, settlements, item => item.Caller.Feature)
        .With(NpgsqlDbType.Text, settlements, item => item.Provider)
        .With(NpgsqlDbType.Text, settlements, item => item.ModelId)
        .With(NpgsqlDbType.Uuid, settlements, item => item.PriceId)
        .With(NpgsqlDbType.Bigint, settlements, item => UsageOf(item).InputTokens)
        .With(NpgsqlDbType.Bigint, settlements, item => UsageOf(item).CachedInputTokens)
        .With(NpgsqlDbType.Bigint, settlements, item => UsageOf(item).CacheWriteTokens)
        .With(NpgsqlDbType.Bigint, settlements, item => UsageOf(item).OutputTokens)
        .With(NpgsqlDbType.Bigint, settlements, item => UsageOf(item).ReasoningTokens)
        .With(NpgsqlDbType.Boolean, settlements, item => UsageOf(item).Estimated)
        .With(NpgsqlDbType.Bigint, settlements, item => item.CostNanoUsd);

    private static TokenUsage UsageOf(Settlement settlement) => settlement.Usage ?? s_nothing;
}
