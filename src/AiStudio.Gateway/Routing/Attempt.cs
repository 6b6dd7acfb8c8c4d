using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Routing.Statistics;

namespace AiStudio.Gateway.Routing;

/// <summary>One try of one candidate, while it lasts; disposing it adds it to the call's attempts and gives back what it held.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly GatewayCall _call;
    private readonly RouteCandidate _candidate;
    private readonly BreakerPermit _permit;
    private readonly FairQueue _place;
    private readonly RouteRecord _record;
    private readonly TimeSpan _queuedFor;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private TimeSpan? _firstTokenAfter;
    private GatewayException? _fault;

    public Attempt(GatewayCall call, RouteCandidate candidate, BreakerPermit permit, FairQueue place, RouteRecord record, TimeSpan queuedFor, TimeProvider time)
    {
        _call = call;
        _candidate = candidate;
        _permit = permit;
        _place = place;
        _record = record;
        _queuedFor = queuedFor;
        _time = time;
        _startedAt = time.GetUtcNow();
        _started = time.GetTimestamp();
        (call.Served, call.Usage) = (candidate, null);
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_started);

    public void SawToken()
    {
        if (_firstTokenAfter is not null)
            return;
        _firstTokenAfter = Elapsed;
        _call.FirstToken = new(_call.Attempts.Count + 1, _call.Attempts.Aggregate(Elapsed, (sum, attempt) => sum + attempt.Duration));
        _permit.Began();
    }

    public void Succeeded()
    {
        _permit.Conclude(failed: false);
        _record.Answered(Elapsed, _firstTokenAfter, _call.Streamed);
    }

    /// <param name="fault">What went wrong.</param>
    /// <param name="counts">Whether it says anything about the provider.</param>
    /// <param name="slowest">How slow an answer a provider's failure counts as.</param>
    public void Failed(GatewayException fault, bool counts, TimeSpan slowest)
    {
        _fault = fault;
        if (!counts)
            return;
        // A refusal of what the caller sent shows that the provider is well.
        _permit.Conclude(failed: fault.Error.Retryable);
        _record.Failed(fault.Error.Code, _call.Streamed, fault.Error.Retryable ? slowest : null);
    }

    public void Dispose()
    {
        _permit.Release();
        _place.Leave();
        var usage = BilledUsage();
        _call.Ended(new CallAttempt(_candidate.Connection.Name, _candidate.ModelId, _startedAt, Elapsed, _firstTokenAfter, _fault?.Error.Code)
        {
            QueuedFor = _queuedFor,
            Usage = usage,
            CostNanoUsd = usage is null ? 0 : _candidate.Price!.CostOf(usage),
        });
    }

    private TokenUsage? BilledUsage()
    {
        if (_fault is { Unbilled: true } && _firstTokenAfter is null)
            return null;
        // What cannot be read does not say how far the model got.
        return _fault?.Error == GatewayErrors.ProviderGarbled && _call.Usage is { Estimated: true } read
            ? read with { OutputTokens = Math.Max(read.OutputTokens, Math.Min(_call.MaxOutputTokens ?? 0, _candidate.MaxOutputTokens)) }
            : _call.Usage;
    }
}
