using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.ProviderEmulator;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>The whole gateway over the real ledger, with the emulator behind both protocols.</summary>
internal sealed class GatewayOnLedger(LedgerWriter ledger, ServiceProvider services) : IAsyncDisposable
{
    public IChatClient Client => services.GetRequiredService<IChatClient>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static async Task<GatewayOnLedger> StartAsync(StudioTestDatabase database, Guid organization, ProviderEmulatorHost emulator) =>
        await StartAsync(database, await OneModel.PricedAsync(database, organization, emulator));

    public static async Task<GatewayOnLedger> StartAsync(StudioTestDatabase database, IRouteTable routes, Action<GatewayOptions>? configure = null)
    {
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ISpendLedger>(ledger)
            .AddSingleton<ICallLog>(ledger)
            .AddSingleton(routes)
            .AddGateway()
            .Configure<GatewayOptions>(options => configure?.Invoke(options))
            .BuildServiceProvider();
        return new(ledger, services);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await ledger.StoppedAsync(CancellationToken.None);
    }
}
