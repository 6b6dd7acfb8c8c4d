using System.Diagnostics.Metrics;
using AiStudio.Api.RateLimits;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Telemetry;

namespace AiStudio.Api.Operations;

internal static class OperationsModule
{
    /// <summary>After the feature that keeps the records: whatever it keeps is counted, by the figures of the node and by the limits of who asked.</summary>
    public static void AddCallCounters(this WebApplicationBuilder builder)
    {
        if (builder.Services.LastOrDefault(service => service.ServiceType == typeof(ICallLog)) is not { ImplementationFactory: { } log } kept)
            return;
        builder.Services.AddSingleton<IScraped, ProviderPlaces>();
        builder.Services.Remove(kept);
        builder.Services.AddSingleton<ICallLog>(provider => new TurnTokens(
            new CallCounters((ICallLog)log(provider), provider.GetRequiredService<IMeterFactory>()), provider.GetRequiredService<RateRules>(), provider.GetRequiredService<IRateWindows>()));
    }
}
