namespace AiStudio.Gateway.Routing;

/// <summary>The time a call has in all, counted from its admission: the caller's own limit or the installation's, whichever is shorter.</summary>
internal sealed class CallDeadline(GatewayCall call, GatewayOptions options, TimeProvider time)
{
    private readonly TimeSpan _limit = call.Deadline < options.CallTimeout ? call.Deadline.Value : options.CallTimeout;

    public TimeSpan Left => _limit - time.GetElapsedTime(call.AdmittedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Whether the caller leaves less time than a provider may take to begin: missing it then says nothing about the provider.</summary>
    public bool IsShort => _limit < options.FirstByteTimeout;

    public CancellationTokenSource Rest() => In(Left);

    public CancellationTokenSource In(TimeSpan share) => new(share, time);

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, time, cancellationToken);

    public static GatewayException Missed(Exception? cause) => new(GatewayErrors.ProviderTimeout, "The model did not finish in time.", cause);
}
