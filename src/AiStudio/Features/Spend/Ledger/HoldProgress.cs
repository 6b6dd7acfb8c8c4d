using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Data;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Notes in the open holds what their calls have come to, for the node that settles them when this one dies.</summary>
internal sealed class HoldProgress(StudioDatabase database) : IAsyncDisposable
{
    private static readonly TokenUsage s_nothing = new() { InputTokens = 0, OutputTokens = 0 };

    private readonly LedgerConnection _connection = new(database);

    /// <param name="calls">Each as it would be settled now.</param>
    /// <param name="lease">How long the holds live from now on; zero leaves their leases as they are.</param>
    public async Task WriteAsync(IReadOnlyList<Settlement> calls, TimeSpan lease)
    {
        await using var command = ArrayParameters.Command(
            await _connection.GetAsync(), "select ledger_progress($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
            .With(NpgsqlDbType.Uuid, calls, call => call.Caller.OrganizationId)
            .With(NpgsqlDbType.Uuid, calls, call => call.CallId)
            .With(NpgsqlDbType.Text, calls, call => call.Provider.Length == 0 ? null : call.Provider)
            .With(NpgsqlDbType.Text, calls, call => call.ModelId)
            .With(NpgsqlDbType.Uuid, calls, call => call.PriceId)
            .With(NpgsqlDbType.Bigint, calls, call => UsageOf(call).InputTokens)
            .With(NpgsqlDbType.Bigint, calls, call => UsageOf(call).CachedInputTokens)
            .With(NpgsqlDbType.Bigint, calls, call => UsageOf(call).CacheWriteTokens)
            .With(NpgsqlDbType.Bigint, calls, call => UsageOf(call).OutputTokens)
            .With(NpgsqlDbType.Bigint, calls, call => UsageOf(call).ReasoningTokens)
            .With(NpgsqlDbType.Boolean, calls, call => UsageOf(call).Estimated)
            .With(NpgsqlDbType.Bigint, calls, call => call.CostNanoUsd);
        command.Parameters.Add(new() { Value = (long)lease.TotalMilliseconds, NpgsqlDbType = NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static TokenUsage UsageOf(Settlement settlement) => settlement.Usage ?? s_nothing;
}
