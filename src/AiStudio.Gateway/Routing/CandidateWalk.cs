using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Retries;

namespace AiStudio.Gateway.Routing;

/// <summary>
/// One call's way through its candidates: which is tried next, after which pause, and when there is nothing left to try.
/// The same candidate is tried again only after a fault that passes by itself; the next one after any fault that another may not have.
/// </summary>
internal sealed class CandidateWalk(
    GatewayCall call, IReadOnlyList<RouteCandidate> candidates, GatewayOptions options, BackOff backOff, RetryBudgets budgets, TimeProvider time)
{
    private readonly HashSet<Guid> _asked = [];
    private int _current;
    private int _triesOfCurrent;
    private int _candidatesTried;
    private TimeSpan _pause;
    private GatewayException? _fault;

    public CallDeadline Deadline { get; } = new(options.CallTimeout, time);

    /// <summary>What the candidate at hand may take of the time that is left.</summary>
    public TimeSpan Share => Deadline.Left / Math.Max(1, candidates.Count - _current);

    /// <summary>The next try. Throws the call's end when there is none.</summary>
    public async Task<Attempt> NextAsync(CancellationToken cancellationToken)
    {
        if (_pause > TimeSpan.Zero)
            await Deadline.PauseAsync(_pause, cancellationToken).ConfigureAwait(false);
        for (; _current < candidates.Count && Deadline.Left > TimeSpan.Zero; MoveOn())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidate = candidates[_current];
            if (_triesOfCurrent == 0 && !MayAsk(candidate))
            {
                call.Attempts.Add(CallAttempt.Skipped(candidate, time.GetUtcNow(), CallAttempt.RetryBudgetSpent));
                continue;
            }

            if (_triesOfCurrent++ == 0)
                _candidatesTried++;
            return new Attempt(call, candidate, time);
        }

        throw Final();
    }

    /// <summary>The try at hand gave nothing: decides what comes next.</summary>
    public void Failed(GatewayException fault)
    {
        // What a candidate used that gave nothing is its provider's loss.
        call.Usage = null;
        _fault = fault;
        _pause = TimeSpan.Zero;
        if (!fault.Error.Retryable)
            _current = candidates.Count;
        else if (PauseBeforeRetry(fault) is { } pause)
            _pause = pause;
        else
            MoveOn();
    }

    // A provider that is behind several candidates is asked once a call; each further time counts as a retry.
    private bool MayAsk(RouteCandidate candidate)
    {
        var budget = budgets.Of(candidate);
        if (!_asked.Add(candidate.Connection.Id))
            return budget.TrySpend();
        budget.Earn();
        return true;
    }

    private TimeSpan? PauseBeforeRetry(GatewayException fault) =>
        fault.Error.Transient && _triesOfCurrent < options.AttemptsPerCandidate
        && backOff.PauseAfter(fault, _triesOfCurrent) is { } pause && pause < Share
        && budgets.Of(candidates[_current]).TrySpend()
            ? pause
            : null;

    private void MoveOn()
    {
        _current++;
        _triesOfCurrent = 0;
    }

    private GatewayException Final()
    {
        var fault = _fault ?? CallDeadline.Missed(null);
        return _candidatesTried <= 1
            ? fault
            : new GatewayException(fault.Error, $"None of the {_candidatesTried} models behind “{call.Model}” answered. The last one: {fault.Message}", fault) { RetryAfter = fault.RetryAfter };
    }
}
