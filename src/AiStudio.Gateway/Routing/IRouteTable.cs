namespace AiStudio.Gateway.Routing;

/// <summary>Port: turns what was asked for into ordered candidates of the caller's organization.</summary>
public interface IRouteTable
{
    /// <summary>The plan for <paramref name="model"/>, or <see langword="null"/> when the organization has no such alias or model.</summary>
    ValueTask<RoutePlan?> ResolveAsync(GatewayCaller caller, string model, CancellationToken cancellationToken);
}
