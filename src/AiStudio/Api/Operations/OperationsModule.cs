using System.Diagnostics.Metrics;
using AiStudio.Gateway.Audit;

namespace AiStudio.Api.Operations;

internal static class OperationsModule
{
    /// <summary>After the feature that keeps the records: whatever it keeps is counted.</summary>
    public static void AddCallCounters(this WebApplicationBuilder builder)
    {
        if (builder.Services.LastOrDefault(service => service.ServiceType == typeof(ICallLog)) is not { ImplementationFactory: { } log } kept)
            return;
        builder.Services.Remove(kept);
        builder.Services.AddSingleton<ICallLog>(provider => new CallCounters((ICallLog)log(provider), provider.GetRequiredService<IMeterFactory>()));
    }
}
