namespace AiStudio.Gateway.Audit;

/// <summary>
/// Port: keeps beside the record of a call how it went and what was said. Told once a call is over, on the flow that ran it: neither method waits,
/// throws or fails; what cannot be taken is dropped.
/// </summary>
public interface ICallTraces
{
    /// <summary>Takes the trace of a call that is recorded. What it holds is not changed any more.</summary>
    void Keep(CallTrace trace);

    /// <summary>Takes something that happened for the sake of <paramref name="ended"/> after its end.</summary>
    void Keep(GatewayCall ended, TraceSpan span);
}
