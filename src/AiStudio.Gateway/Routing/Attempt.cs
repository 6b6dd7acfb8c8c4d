using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Concurrency;

namespace AiStudio.Gateway.Routing;

/// <summary>One try of one candidate, while it lasts; disposing it adds it to the call's attempts and gives back what it held.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly GatewayCall _call;
    private readonly RouteCandidate _candidate;
    private readonly BreakerPermit _permit;
    private readonly FairQueue _place;
    private readonly TimeSpan _queuedFor;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private TimeSpan? _firstTokenAfter;
    private string? _errorCode;

    public Attempt(GatewayCall call, RouteCandidate candidate, BreakerPermit permit, FairQueue place, TimeSpan queuedFor, TimeProvider time)
    {
        _call = call;
        _candidate = candidate;
        _permit = permit;
        _place = place;
        _queuedFor = queuedFor;
        _time = time;
        _startedAt = time.GetUtcNow();
        _started = time.GetTimestamp();
        call.Served = candidate;
    }

    public void SawToken()
    {
        if (_firstTokenAfter is not null)
            return;
        _firstTokenAfter = _time.GetElapsedTime(_started);
        _permit.Began();
    }

    public void Succeeded() => _permit.Conclude(failed: false);

    /// <param name="fault">What went wrong.</param>
    /// <param name="counts">Whether it says anything about the provider.</param>
    public void Failed(GatewayException fault, bool counts)
    {
        _errorCode = fault.Error.Code;
        if (!counts)
            return;
        // A refusal of what the caller sent shows that the provider is well.
        _permit.Conclude(failed: fault.Error.Retryable);
    }

    public void Dispose()
    {
        _permit.Release();
        _place.Leave();
        _call.Attempts.Add(new CallAttempt(
            _candidate.Connection.Name, _candidate.ModelId, _startedAt, _time.GetElapsedTime(_started), _firstTokenAfter, _errorCode) { QueuedFor = _queuedFor });
    }
}
