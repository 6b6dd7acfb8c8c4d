using AiStudio.Gateway;

namespace AiStudio.Features.Evals.Running;

/// <summary>What a fault of one call means for the run.</summary>
internal static class RunFaults
{
    /// <summary>Every further case would end alike: the run stops and says why.</summary>
    public static bool StopRun(GatewayError error) =>
        error == GatewayErrors.BudgetExhausted || error == GatewayErrors.MessageLimitReached || error == GatewayErrors.PriceUnknown || error == GatewayErrors.ModelNotFound;

    /// <summary>It may pass: the job waits or is tried again, and the case is asked again.</summary>
    public static bool MayPass(GatewayError error) => error.Outage || error == GatewayErrors.LedgerUnavailable;
}
