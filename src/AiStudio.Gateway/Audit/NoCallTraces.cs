namespace AiStudio.Gateway.Audit;

/// <summary>Where nobody asks later: keeps nothing.</summary>
internal sealed class NoCallTraces : ICallTraces
{
    public void Keep(CallTrace trace)
    {
    }

    public void Keep(GatewayCall ended, TraceSpan span)
    {
    }
}
