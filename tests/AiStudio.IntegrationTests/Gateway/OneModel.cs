using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.ProviderEmulator;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>Every model is the emulator's, at one price.</summary>
internal sealed class OneModel(ProviderEmulatorHost emulator, ModelPrice price) : IRouteTable
{
    public static async Task<IRouteTable> PricedAsync(StudioTestDatabase database, Guid organization, ProviderEmulatorHost emulator)
    {
        var price = new ModelPrice(Guid.CreateVersion7(), 400_000_000, 100_000_000, 500_000_000, 1_600_000_000);
        await database.ExecuteAsync("""
            insert into model_price (org_id, id, provider_kind, model_id, effective_from, input_nano_per_million, cached_input_nano_per_million,
                                     cache_write_nano_per_million, output_nano_per_million, context_window, max_output_tokens, source)
            values ($1, $2, 'openai', 'bench', now() - interval '1 day', $3, $4, $5, $6, 128000, 4096, 'test')
            """, organization, price.Id, price.InputPerMillion, price.CachedInputPerMillion, price.CacheWritePerMillion, price.OutputPerMillion);
        return new OneModel(emulator, price);
    }

    /// <summary>The model's name says which protocol: <c>openai …</c> or <c>anthropic …</c>; the rest goes to the emulator as it is.</summary>
    public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken)
    {
        var kind = model.StartsWith("anthropic", StringComparison.Ordinal) ? ProviderKind.Anthropic : ProviderKind.OpenAi;
        var url = kind == ProviderKind.Anthropic ? emulator.BaseAddress : emulator.OpenAiEndpoint;
        var connection = new ProviderConnection(kind == ProviderKind.Anthropic ? Guid.AllBitsSet : Guid.Empty, kind.ToString(), kind, url, new ProviderKey("key-1234"), 1);
        return new(new RoutePlan([new RouteCandidate(connection, model, price, 128_000, 4_096)]));
    }
}
