using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Routing;

namespace AiStudio.Gateway;

/// <summary>
/// One call on its way through the pipeline. A stage writes only the properties it owns, each named below;
/// later stages and the caller read them. One call is used by one logical flow at a time, except <see cref="Stop"/>,
/// which may be called from any thread.
/// </summary>
public sealed class GatewayCall : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _entered;

    /// <summary>Starts a call for <paramref name="caller"/> that asks for <paramref name="model"/>.</summary>
    /// <param name="caller">Who pays.</param>
    /// <param name="model">A model alias (<c>balanced</c>) or a pinned model id (<c>local-extractive-1</c>).</param>
    /// <param name="id">The id of the call record, a UUID version 7; a new one when left out. Holds and settlements are idempotent by it.</param>
    public GatewayCall(GatewayCaller caller, string model, Guid? id = null)
    {
        Caller = caller;
        Model = model;
        Id = id ?? Guid.CreateVersion7();
        Stopped = _stop.Token;
    }

    /// <summary>Identifies the call in the ledger, the call log and the trace.</summary>
    public Guid Id { get; }

    /// <summary>Who the call is for.</summary>
    public GatewayCaller Caller { get; }

    /// <summary>What was asked for: an alias or a pinned model id.</summary>
    public string Model { get; }

    /// <summary>The chat turn this call answers, when it answers one.</summary>
    public Guid? TurnId { get; init; }

    /// <summary>The prompt version the messages were rendered from, when there is one.</summary>
    public Guid? PromptVersionId { get; init; }

    /// <summary>Whom a program says it calls for, in its own words; recorded, and nothing goes by it.</summary>
    public string? EndUser { get; init; }

    /// <summary>The one candidate to ask, whatever the route table says: for the test of a connection that is not behind any name.</summary>
    public RouteCandidate? Pinned { get; init; }

    /// <summary>How long the caller wants to wait in all; <see cref="GatewayOptions.CallTimeout"/> when left out, and never longer than that.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Aliases or pinned ids to go on with when nobody behind <see cref="Model"/> answers, in order. Each must be known and have a price,
    /// as <see cref="Model"/> must; who is named twice is asked once.
    /// </summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>
    /// Which of several answers to the same question this call is for, from 0 on: each is an answer of its own, so no two of them are the same known one.
    /// </summary>
    public int Choice { get; init; }

    /// <summary>Whether and how the answer may come from the response cache; <see langword="null"/> for never.</summary>
    public CachePolicy? Cache { get; init; }

    /// <summary>What was settled before the call, kept with its trace.</summary>
    public CallContext? Context { get; init; }

    /// <summary>Every stage: what it notes for the call's trace.</summary>
    public CallNotes Notes { get; } = new();

    /// <summary>Cancelled by <see cref="Stop"/>.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>Admission: the candidates in order.</summary>
    public RoutePlan? Plan { get; internal set; }

    /// <summary>Budgets: what was set aside for the call.</summary>
    public Hold? Hold { get; internal set; }

    /// <summary>Budgets: the largest answer that may be asked for, in tokens, after the clamp to what is affordable.</summary>
    public int? MaxOutputTokens { get; internal set; }

    /// <summary>Budgets: whether <see cref="MaxOutputTokens"/> is lower than what was asked for because money ran short.</summary>
    public bool OutputClamped { get; internal set; }

    /// <summary>Budgets: what the call cost in nano-dollars, once it is over; booked when <see cref="Recorded"/> completes.</summary>
    public long? CostNanoUsd { get; internal set; }

    /// <summary>Response cache: where the answer came from when no model was asked.</summary>
    public CacheHit? CacheHit { get; internal set; }

    /// <summary>Routing: the candidate that answered, or was answering when the call ended.</summary>
    public RouteCandidate? Served { get; internal set; }

    /// <summary>Routing: every attempt, in order.</summary>
    public IList<CallAttempt> Attempts { get; } = [];

    /// <summary>Routing: the first token of the candidate that answers; <see langword="null"/> until it has come. Set before anything is handed out.</summary>
    public FirstToken? FirstToken { get; internal set; }

    /// <summary>
    /// Upstream, of the try at hand; Routing, of all tries together once one is over: the usage to bill.
    /// Estimated figures are marked as such, and so is a sum over different models.
    /// </summary>
    public TokenUsage? Usage { get; internal set; }

    /// <summary>Audit: when the call was let in and its record begins.</summary>
    public DateTimeOffset? StartedAt { get; internal set; }

    /// <summary>Audit: whether the answer was asked for as a stream.</summary>
    public bool Streamed { get; internal set; }

    /// <summary>Audit: how the call ended.</summary>
    public CallEnding? Ending { get; internal set; }

    /// <summary>
    /// Audit: completes once an admitted call is over, settled and recorded, also when the consumer left long before. It never fails.
    /// A call that was not admitted never completes it.
    /// </summary>
    public Task Recorded => _recorded.Task;

    /// <summary>
    /// Ends the call at the provider. What was said until then is kept and billed.
    /// A consumer that merely leaves (disposes the stream, cancels its token) does not stop the call:
    /// it is drained to its usage within <see cref="GatewayOptions.DrainLimit"/>, so that what was used is known.
    /// </summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A stop that crosses the end of the call has nothing left to stop.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _stop.Dispose();

    // Admission: from when on the deadline counts.
    internal long AdmittedAt { get; set; }

    // Admission: gives the call's place back, before anybody hears that the call is over.
    internal Action? GiveBack { get; set; }

    // Budgets: what goes in, as it was counted for the hold.
    internal TokenEstimate Input { get; set; }

    // Budgets: what is booked with the call's record, when it held money.
    internal Settlement? Settlement { get; set; }

    // Budgets: what all tries cost, each at its own candidate's price.
    internal long SpentNanoUsd { get; private set; }

    internal void Ended(CallAttempt attempt)
    {
        Attempts.Add(attempt);
        SpentNanoUsd += attempt.CostNanoUsd;
        if (Attempts.Count == 1)
        {
            Usage = attempt.Usage;
            return;
        }

        var billed = Attempts.Where(tried => tried.Usage is not null).ToList();
        var sum = billed.Select(tried => tried.Usage!).DefaultIfEmpty().Aggregate((sum, usage) => sum! + usage!);
        Usage = billed.Select(tried => tried.ModelId).Distinct().Count() > 1 ? sum! with { Estimated = true } : sum;
    }

    internal void MarkRecorded()
    {
        GiveBack?.Invoke();
        _recorded.TrySetResult();
    }

    // Holds and settlements are idempotent by call id: a call that went twice would be paid for once.
    internal void Enter()
    {
        if (Interlocked.Exchange(ref _entered, 1) != 0)
            throw new InvalidOperationException($"A {nameof(GatewayCall)} is good for one call; make a new one for each.");
    }
}
