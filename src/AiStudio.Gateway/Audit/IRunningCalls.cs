namespace AiStudio.Gateway.Audit;

/// <summary>The calls that run on this node, abandoned ones included.</summary>
public interface IRunningCalls
{
    /// <summary>
    /// Cuts every call, and each that still begins; returns once all are settled and recorded. A host that shuts down awaits it
    /// before it closes its ledger and its call log.
    /// </summary>
    Task EndAsync();
}
