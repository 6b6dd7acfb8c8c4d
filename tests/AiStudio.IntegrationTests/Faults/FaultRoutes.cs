using System.Collections.Concurrent;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>Routes by alias, each made anew for every call.</summary>
internal sealed class FaultRoutes : IRouteTable
{
    public ConcurrentDictionary<string, Func<RoutePlan?>> Plans { get; } = new();

    public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken) =>
        new(Plans.TryGetValue(model, out var plan) ? plan() : null);
}
