using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.ProviderEmulator;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>One route to two models of the emulator, <c>first</c> and then <c>second</c>, each at its own price.</summary>
internal sealed class TwoModels(RoutePlan plan) : IRouteTable
{
    public static readonly (long Input, long Output) FirstPrice = (400_000_000, 1_600_000_000);
    public static readonly (long Input, long Output) SecondPrice = (3_000_000_000, 15_000_000_000);

    public static async Task<TwoModels> PricedAsync(StudioTestDatabase database, Guid organization, ProviderEmulatorHost emulator, ProviderKind kind)
    {
        var connection = new ProviderConnection(
            Guid.CreateVersion7(), "Emulator", kind, kind == ProviderKind.Anthropic ? emulator.BaseAddress : emulator.OpenAiEndpoint, new ProviderKey("key-1234"), 1);
        return new(new RoutePlan(
        [
            new RouteCandidate(connection, "first", await PriceAsync("first", FirstPrice), 128_000, 4_096),
            new RouteCandidate(connection with { Id = Guid.CreateVersion7() }, "second", await PriceAsync("second", SecondPrice), 128_000, 4_096),
        ]));

        async Task<ModelPrice> PriceAsync(string model, (long Input, long Output) price)
        {
            var id = Guid.CreateVersion7();
            await database.ExecuteAsync("""
                insert into model_price (org_id, id, provider_kind, model_id, effective_from, input_nano_per_million, cached_input_nano_per_million,
                                         cache_write_nano_per_million, output_nano_per_million, context_window, max_output_tokens, source)
                values ($1, $2, 'openai', $3, now() - interval '1 day', $4, $4, $4, $5, 128000, 4096, 'test')
                """, organization, id, model, price.Input, price.Output);
            return new ModelPrice(id, price.Input, price.Input, price.Input, price.Output);
        }
    }

    /// <summary>The second one answers only what the first one refuses.</summary>
    public TwoModels SecondForRefusals() => new(new RoutePlan([plan.Candidates[0]]) { ContentRefusal = [plan.Candidates[1]] });

    public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken) => new(plan);
}
