namespace AiStudio.Gateway;

/// <summary>What the operator may set for the gateway. Section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway";

    /// <summary>How long an abandoned call is read on for its usage before it is cut and billed by estimate. Default 30 s; 0 s – 10 min.</summary>
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take in all. Default 2 min; 1 s – 1 h.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one attempt may wait for its first byte. Default 30 s; 100 ms – 10 min.</summary>
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream may pause between two chunks. Default 30 s; 100 ms – 10 min.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long settling and recording may take once the call has ended; the caller's token does not count here. Default 30 s; 1 s – 5 min.</summary>
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many calls of one organization may run at once on this node. Default 200; 1 – 100,000.</summary>
    public int MaxConcurrentCallsPerOrganization { get; set; } = 200;

    /// <summary>The answer's size in tokens when neither the caller nor the model limits it. Default 4,096; 1 – 1,000,000.</summary>
    public int DefaultMaxOutputTokens { get; set; } = 4_096;

    /// <summary>How often one candidate is tried before the next one is. Default 2; 1 – 10.</summary>
    public int AttemptsPerCandidate { get; set; } = 2;

    /// <summary>The longest pause before the first retry of a candidate; it doubles with each further one, and a random part of it is waited. Default 200 ms; 0 s – 10 s.</summary>
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause before any retry. A provider that asks for a longer one is not tried again by the call. Default 20 s; 0 s – 5 min.</summary>
    public TimeSpan RetryCeiling { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The share of failed calls from which on a candidate is not asked for a while. Default 0.5; 0.05 – 1.</summary>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>How many calls of a candidate must have ended in the window before that share counts. Default 10; 1 – 10,000.</summary>
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>The window that share is taken over. Default 30 s; 1 s – 10 min.</summary>
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long such a candidate is left alone before one call probes it. Default 15 s; 1 s – 10 min.</summary>
    public TimeSpan BreakerOpenFor { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many calls may run at once at one provider connection from this node. Default 64; 1 – 100,000.</summary>
    public int MaxConcurrentCallsPerProvider { get; set; } = 64;

    /// <summary>Whether the spans of calls hold what was said in them, for whoever listens to <see cref="Audit.CallTelemetry"/>. Default no.</summary>
    public bool TraceContent { get; set; }

    /// <summary>How many more may wait there for a place. Default 256; 0 – 100,000.</summary>
    public int MaxWaitingCallsPerProvider { get; set; } = 256;
}
