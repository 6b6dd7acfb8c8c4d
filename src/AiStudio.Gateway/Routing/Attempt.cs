using AiStudio.Gateway.Audit;

namespace AiStudio.Gateway.Routing;

/// <summary>One try of one candidate, while it lasts; disposing it adds it to the call's attempts.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly GatewayCall _call;
    private readonly RouteCandidate _candidate;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private TimeSpan? _firstTokenAfter;
    private string? _errorCode;

    public Attempt(GatewayCall call, RouteCandidate candidate, TimeProvider time)
    {
        _call = call;
        _candidate = candidate;
        _time = time;
        _startedAt = time.GetUtcNow();
        _started = time.GetTimestamp();
        call.Served = candidate;
    }

    public void SawToken() => _firstTokenAfter ??= _time.GetElapsedTime(_started);

    public void Failed(GatewayException failure) => _errorCode = failure.Error.Code;

    public void Dispose() => _call.Attempts.Add(new CallAttempt(
        _candidate.Connection.Name, _candidate.ModelId, _startedAt, _time.GetElapsedTime(_started), _firstTokenAfter, _errorCode));
}
