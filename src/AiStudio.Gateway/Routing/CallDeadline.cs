namespace AiStudio.Gateway.Routing;

/// <summary>
/// The time a call has in all, and the share of it that one try may take: what is left, divided by the candidates that are left.
/// A provider that hangs thus leaves the next one its chance.
/// </summary>
internal sealed class CallDeadline(TimeSpan limit, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    private TimeSpan Left => limit - time.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public CancellationTokenSource Share(int candidatesLeft) => new(Left / candidatesLeft, time);

    public CancellationTokenSource Rest() => new(Left, time);

    public static GatewayException Missed(Exception cause) => new(GatewayErrors.ProviderTimeout, "The model did not finish in time.", cause);
}
