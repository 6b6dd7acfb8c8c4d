using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Spend;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>One node: the whole gateway on a ledger writer of its own.</summary>
internal sealed class FaultNode : IAsyncDisposable
{
    private readonly LedgerWriter _ledger;
    private readonly ServiceProvider _services;
    private readonly RenewHolds _renewing;

    private FaultNode(LedgerWriter ledger, ServiceProvider services, RenewHolds renewing) => (_ledger, _services, _renewing) = (ledger, services, renewing);

    public IChatClient Chat => Get<IChatClient>();

    public LedgerWriter Ledger => _ledger;

    /// <param name="run">The run it belongs to.</param>
    /// <param name="configure">The operator's settings.</param>
    /// <param name="replace">Puts other services in place.</param>
    public static async Task<FaultNode> StartAsync(FaultRun run, Action<GatewayOptions>? configure, Action<IServiceCollection, LedgerWriter>? replace)
    {
        var ledger = await LedgerDesk.StartNodeAsync(run.Database.Studio);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(run.Time)
            .AddSingleton<ISpendLedger>(ledger)
            .AddSingleton<ICallLog>(ledger)
            .AddSingleton<IRouteTable>(run.Routes)
            .AddSingleton<IOutboundHttp>(new Correlation())
            .AddSingleton(new Random(run.Seed))
            .AddGateway()
            .Configure<GatewayOptions>(options =>
            {
                options.RetryBaseDelay = TimeSpan.FromMilliseconds(10);
                // Money is booked in real time, also by a clock that runs fast.
                options.SettleTimeout = TimeSpan.FromMinutes(5);
                configure?.Invoke(options);
            });
        replace?.Invoke(services, ledger);
        var provider = services.BuildServiceProvider(validateScopes: true);
        var renewing = new RenewHolds(run.Database.Studio, provider.GetRequiredService<IHeldCalls>(), run.Time, NullLogger<RenewHolds>.Instance);
        await renewing.StartAsync(CancellationToken.None);
        return new(ledger, provider, renewing);
    }

    /// <summary>Renews no lease any more and notes nothing, as after a SIGKILL.</summary>
    public void FallSilent() => _renewing.Dispose();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        FallSilent();
        await _ledger.StoppedAsync(CancellationToken.None);
    }
}
