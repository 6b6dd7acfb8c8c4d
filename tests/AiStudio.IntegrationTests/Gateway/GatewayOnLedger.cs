using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>The whole gateway over the real ledger, with the emulator behind both protocols.</summary>
internal sealed class GatewayOnLedger : IRouteTable, IAsyncDisposable
{
    private readonly ProviderEmulatorHost _emulator;
    private readonly ModelPrice _price;
    private LedgerWriter? _ledger;
    private ServiceProvider? _services;

    private GatewayOnLedger(ProviderEmulatorHost emulator, Guid price)
    {
        _emulator = emulator;
        _price = new ModelPrice(price, 400_000_000, 100_000_000, 0, 1_600_000_000);
    }

    public IChatClient Client => _services!.GetRequiredService<IChatClient>();

    public static async Task<GatewayOnLedger> StartAsync(StudioTestDatabase database, Guid organization, ProviderEmulatorHost emulator)
    {
        var price = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into model_price (org_id, id, provider_kind, model_id, effective_from, input_nano_per_million, cached_input_nano_per_million,
                                     cache_write_nano_per_million, output_nano_per_million, context_window, max_output_tokens, source)
            values ($1, $2, 'openai', 'bench', now() - interval '1 day', 400000000, 100000000, 0, 1600000000, 128000, 4096, 'test')
            """, organization, price);
        var gateway = new GatewayOnLedger(emulator, price);
        gateway._ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        gateway._services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ISpendLedger>(gateway._ledger)
            .AddSingleton<ICallLog>(gateway._ledger)
            .AddSingleton<IRouteTable>(gateway)
            .AddGateway()
            .BuildServiceProvider();
        return gateway;
    }

    /// <summary>The model's name says which protocol: <c>openai …</c> or <c>anthropic …</c>; the rest goes to the emulator as it is.</summary>
    public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken)
    {
        var kind = model.StartsWith("anthropic", StringComparison.Ordinal) ? ProviderKind.Anthropic : ProviderKind.OpenAi;
        var url = kind == ProviderKind.Anthropic ? _emulator.BaseAddress : _emulator.OpenAiEndpoint;
        var connection = new ProviderConnection(kind == ProviderKind.Anthropic ? Guid.AllBitsSet : Guid.Empty, kind.ToString(), kind, url, new ProviderKey("key-1234"), 1);
        return new(new RoutePlan([new RouteCandidate(connection, model, _price, 128_000, 4_096)]));
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        await _ledger!.StoppedAsync(CancellationToken.None);
    }
}
