using AiStudio.Gateway.Routing;

namespace AiStudio.Gateway.Tests.Fakes;

internal sealed class FakeRouteTable : IRouteTable
{
    public Dictionary<string, RoutePlan> Plans { get; } = [];

    public Exception? Failure { get; set; }

    public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken) =>
        Failure is null ? ValueTask.FromResult(Plans.GetValueOrDefault(model)) : throw Failure;
}
