using System.Diagnostics.Metrics;
using AiStudio.Gateway.Routing.Statistics;
using AiStudio.Platform.Telemetry;

namespace AiStudio.Api.Operations;

/// <summary>How busy the providers are from this node.</summary>
internal sealed class ProviderPlaces(RouteStatistics providers, IMeterFactory meters) : IScraped
{
    private readonly Gauge<long> _calls = meters.Create("AiStudio.Providers").CreateGauge<long>("aistudio.provider.calls", description: "Calls at providers now, and calls that wait for a place at one.");

    public Task MeasureAsync(CancellationToken cancellationToken)
    {
        var (running, waiting) = providers.Load;
        _calls.Record(running, new KeyValuePair<string, object?>("state", "running"));
        _calls.Record(waiting, new KeyValuePair<string, object?>("state", "waiting"));
        return Task.CompletedTask;
    }
}
