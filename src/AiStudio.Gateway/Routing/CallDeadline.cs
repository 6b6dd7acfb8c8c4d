namespace AiStudio.Gateway.Routing;

/// <summary>
/// The time a call has in all, and the share of it that one try may take: what is left, divided by the candidates that are left.
/// A provider that hangs thus leaves the next one its chance.
/// </summary>
internal sealed class CallDeadline(TimeSpan limit, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public TimeSpan Left => limit - time.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public CancellationTokenSource Rest() => In(Left);

    public CancellationTokenSource In(TimeSpan share) => new(share, time);

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, time, cancellationToken);

    public static GatewayException Missed(Exception? cause) => new(GatewayErrors.ProviderTimeout, "The model did not finish in time.", cause);
}
