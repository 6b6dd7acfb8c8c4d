namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>The one plan that a rehearsal is about.</summary>
internal sealed class RehearsalRoute : IRouteTable
{
    public RoutePlan? Plan { get; set; }

    public ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken) => new(Plan);
}
