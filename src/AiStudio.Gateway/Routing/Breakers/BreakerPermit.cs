namespace AiStudio.Gateway.Routing.Breakers;

/// <summary>Leave to ask a candidate once. Released without a verdict, as when the call was cut, it counts for nothing.</summary>
internal sealed class BreakerPermit(CircuitBreaker breaker, bool isProbe, bool isLastChance, int generation)
{
    private bool _concluded;

    /// <summary>Whether the breaker's state depends on how this try ends.</summary>
    public bool IsProbe => isProbe;

    /// <summary>Whether it was given before its time, because every candidate was open.</summary>
    public bool IsLastChance => isLastChance;

    /// <summary>Which period of the breaker it belongs to; a verdict on an earlier one says nothing about this one.</summary>
    public int Generation { get; set; } = generation;

    /// <summary>The candidate has begun to answer.</summary>
    public void Began() => breaker.Began(this);

    public void Conclude(bool failed)
    {
        _concluded = true;
        breaker.Conclude(this, failed);
    }

    public void Release()
    {
        if (!_concluded)
            breaker.Release(this);
    }
}
