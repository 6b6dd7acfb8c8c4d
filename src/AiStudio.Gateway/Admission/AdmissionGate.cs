using AiStudio.Gateway.Routing;

namespace AiStudio.Gateway.Admission;

/// <summary>Lets a call in: a free place, a known model, a price. The place is given back once the call is recorded, however it ended.</summary>
internal sealed class AdmissionGate(IRouteTable routes, ConcurrencyLimits limits, TimeProvider time)
{
    /// <param name="call">The call.</param>
    /// <param name="able">Keeps of a plan those who can do what is asked; throws when nobody can.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask AdmitAsync(GatewayCall call, Func<RoutePlan, RoutePlan> able, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        call.Enter();
        call.AdmittedAt = time.GetTimestamp();
        call.Notes.Admitted(call.AdmittedAt);
        var organization = call.Caller.OrganizationId;
        if (!limits.TryEnter(organization))
        {
            throw new GatewayException(GatewayErrors.TooManyCalls, "Too many calls of your organization are running at once. Try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        try
        {
            call.Plan = able(await PlanAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            limits.Leave(organization);
            throw;
        }

        call.GiveBack = () => limits.Leave(organization);
        call.Notes.Passed("admission", call.AdmittedAt, time);
    }

    private async ValueTask<RoutePlan> PlanAsync(GatewayCall call, CancellationToken cancellationToken)
    {
        var plan = call.Pinned is { } pinned ? Priced(new RoutePlan([pinned]), call.Model) : await PlanAsync(call.Caller, call.Model, cancellationToken).ConfigureAwait(false);
        if (call.Fallbacks.Count == 0)
            return plan;
        var fallbacks = new List<RoutePlan>();
        foreach (var model in call.Fallbacks.Distinct(StringComparer.Ordinal))
            fallbacks.Add(await PlanAsync(call.Caller, model, cancellationToken).ConfigureAwait(false));
        return plan with { Fallbacks = fallbacks };
    }

    private async ValueTask<RoutePlan> PlanAsync(GatewayCaller caller, string model, CancellationToken cancellationToken) =>
        Priced(await routes.ResolveAsync(caller, model, cancellationToken).ConfigureAwait(false), model);

    private static RoutePlan Priced(RoutePlan? plan, string model)
    {
        if (plan is not { Candidates.Count: > 0 })
            throw new GatewayException(GatewayErrors.ModelNotFound, $"There is no model or alias “{model}” in your organization.");
        var priced = plan.Where(candidate => candidate.Price is not null);
        if (priced.Candidates.Count == 0)
            throw new GatewayException(GatewayErrors.PriceUnknown, $"No price is known for “{model}”, so its use cannot be accounted for. An administrator can add one.");
        return priced;
    }
}
