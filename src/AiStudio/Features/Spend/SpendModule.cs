using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Spend;

internal static class SpendModule
{
    public static void AddSpend(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<ISpendLedger>(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddSingleton<ICallLog>(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddHostedService<EndRunningCalls>();
        services.AddHostedService<CallPartitions>();
        services.AddHostedService<RenewHolds>();
        services.AddHostedService<ReleaseExpiredHolds>();
        services.AddSingleton<SpendService>();
        services.AddSingleton<ISeedsDemo, SpendDemo>();
    }

    public static void MapSpend(this WebApplication app)
    {
    }
}
