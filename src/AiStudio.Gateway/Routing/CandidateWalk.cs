using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Retries;

namespace AiStudio.Gateway.Routing;

/// <summary>
/// One call's way through its candidates: which is tried next, after which pause, and when there is nothing left to try.
/// The same candidate is tried again only after a fault that passes by itself; the next one after any fault that another may not have.
/// </summary>
internal sealed class CandidateWalk(
    GatewayCall call, RoutePlan plan, GatewayOptions options, BackOff backOff, AttemptGate gate, TimeProvider time)
{
    private readonly HashSet<Guid> _asked = [];
    private readonly HashSet<GatewayError> _switchedOn = [];
    private List<RouteCandidate> _candidates = [.. plan.Candidates];
    private int _listed = plan.Candidates.Count;
    private GatewayError? _listIsFor;
    private int _current;
    private int _triesOfCurrent;
    private int _candidatesTried;
    private int _open;
    private bool _lastChance;
    private TimeSpan _pause;
    private GatewayException? _fault;

    public CallDeadline Deadline { get; } = new(call, options, time);

    /// <summary>What the candidate at hand may take of the time that is left.</summary>
    public TimeSpan Share => Deadline.Left / Math.Max(1, _listed - _current);

    /// <summary>The next try. Throws the call's end when there is none.</summary>
    public async Task<Attempt> NextAsync(CancellationToken cancellationToken)
    {
        if (_pause > TimeSpan.Zero)
            await Deadline.PauseAsync(_pause, cancellationToken).ConfigureAwait(false);
        for (; _current < _candidates.Count && Deadline.Left > TimeSpan.Zero; MoveOn())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidate = _candidates[_current];
            var entry = await gate.EnterAsync(
                call, candidate, firstAtProvider: _asked.Add(candidate.Connection.Id), paid: _triesOfCurrent > 0, Share, cancellationToken).ConfigureAwait(false);
            if (entry.Attempt is not { } attempt)
            {
                PassOver(candidate, entry);
                continue;
            }

            if (_triesOfCurrent++ == 0)
                _candidatesTried++;
            return attempt;
        }

        return await LastChanceAsync(cancellationToken).ConfigureAwait(false) ?? throw Final();
    }

    /// <summary>The try at hand gave nothing: decides what comes next.</summary>
    public void Failed(GatewayException fault)
    {
        _fault = fault;
        _pause = TimeSpan.Zero;
        if (SwitchList(fault.Error))
            return;
        if (!fault.Error.Retryable && fault.Error != _listIsFor)
            _current = _candidates.Count;
        else if (_lastChance)
            return;
        else if (PauseBeforeRetry(fault) is { } pause)
            _pause = pause;
        else
            MoveOn();
    }

    /// <summary>Whether another candidate would be asked after <paramref name="refusal"/>, though it is nobody's fault.</summary>
    public bool MayGoOnAfter(GatewayError refusal) =>
        plan.InsteadOn(refusal).Count > 0 && !_switchedOn.Contains(refusal)
        || refusal == _listIsFor && _current + 1 < _listed;

    // Each list is gone through once.
    private bool SwitchList(GatewayError error)
    {
        var instead = plan.InsteadOn(error);
        if (instead.Count == 0 || !_switchedOn.Add(error))
            return false;
        (_candidates, _listed, _listIsFor, _lastChance) = ([.. instead], instead.Count, error, false);
        (_current, _triesOfCurrent, _open) = (0, 0, 0);
        return true;
    }

    private TimeSpan? PauseBeforeRetry(GatewayException fault) =>
        fault.Error.Transient && _triesOfCurrent < options.AttemptsPerCandidate
        && backOff.PauseAfter(fault, _triesOfCurrent) is { } pause && pause < Share
        && gate.TryPayRetry(_candidates[_current])
            ? pause
            : null;

    private void PassOver(RouteCandidate candidate, Entry entry)
    {
        if (entry.Reason == CallAttempt.BreakerOpen)
        {
            // Put off until everybody else has been asked; by then it may let a call through again.
            if (_current >= _listed)
            {
                _open++;
                return;
            }

            _candidates.Add(candidate);
        }

        if (entry.Reason == GatewayErrors.TooManyCalls.Code)
            _fault ??= Crowded(candidate);
        call.Attempts.Add(new CallAttempt(candidate.Connection.Name, candidate.ModelId, time.GetUtcNow(), TimeSpan.Zero, null, entry.Reason) { QueuedFor = entry.QueuedFor });
    }

    private void MoveOn()
    {
        _current++;
        _triesOfCurrent = 0;
    }

    private ValueTask<Attempt?> LastChanceAsync(CancellationToken cancellationToken)
    {
        if (_lastChance || _open < _listed || Deadline.Left == TimeSpan.Zero)
            return default;
        _lastChance = true;
        return gate.LastChanceAsync(call, _candidates, Deadline.Left, cancellationToken);
    }

    private GatewayException Final()
    {
        if (_lastChance && _fault is null or { Error.Retryable: true })
            return NoneAvailable();
        var fault = _fault ?? CallDeadline.Missed(null);
        return _candidatesTried <= 1
            ? fault
            : new GatewayException(fault.Error, $"None of the {_candidatesTried} models behind “{call.Model}” answered. The last one: {fault.Message}", fault) { RetryAfter = fault.RetryAfter };
    }

    private GatewayException NoneAvailable()
    {
        var wait = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(gate.OpenFor(_candidates).TotalSeconds)));
        return new GatewayException(
            GatewayErrors.NoModelAvailable, $"No model behind “{call.Model}” can answer right now: each has failed too often lately. Please try again in {wait.TotalSeconds:0} s.", _fault)
        {
            RetryAfter = wait,
        };
    }

    private static GatewayException Crowded(RouteCandidate candidate) =>
        new(GatewayErrors.TooManyCalls, $"Too many calls are waiting for “{candidate.Connection.Name}”. Please try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
