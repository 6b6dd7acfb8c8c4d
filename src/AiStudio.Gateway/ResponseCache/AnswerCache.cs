using System.Collections.Concurrent;
using AiStudio.Gateway.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// Looks an answer up, joins identical calls of this node, and keeps what comes back. Calls of two nodes are not joined: at worst each asks once.
/// </summary>
internal sealed partial class AnswerCache(IResponseStore store, SemanticCache semantic, IOptions<GatewayOptions> options, TimeProvider time, ILogger<AnswerCache> log)
{
    /// <summary>How many others a call waits for in turn before it goes by itself: in an outage, waiting for each of a hundred would take a hundred times as long.</summary>
    private const int MostLeaders = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<CacheKey, Flight> _flights = new();

    public async Task<CacheTicket> EnterAsync(
        GatewayCall call, CacheRequest request, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, CancellationToken cancellationToken)
    {
        if (request.Policy.Fresh)
            return new CacheTicket(this, call, request);
        var began = time.GetTimestamp();
        try
        {
            return await FindOrJoinAsync(call, request, messages, chatOptions, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            call.Notes.Passed("response_cache", began, time);
        }
    }

    public async ValueTask TakeAsync(CacheTicket ticket, AnswerCollector collector)
    {
        var request = ticket.Request;
        var answer = collector.AnswerOf(ticket.Call, request.Policy.Evidence, time.GetUtcNow());
        if (answer is not null)
        {
            // Whoever waits need not wait for the store; whoever comes before it has stored finds the flight landed.
            ticket.Flight?.Land(new(new Recalled(answer, CacheKind.Exact), TryAgain: false));
            await KeepAsync(ticket, answer).ConfigureAwait(false);
        }

        if (ticket.Flight is { } flight)
            End(request.Key, flight, Landing.Unshared);
    }

    public void End(CacheKey key, Flight flight, Landing landing)
    {
        // First away, then landed: those who are told to try again must not find it.
        _flights.TryRemove(KeyValuePair.Create(key, flight));
        flight.Land(landing);
    }

    private async Task<CacheTicket> FindOrJoinAsync(
        GatewayCall call, CacheRequest request, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, CancellationToken cancellationToken)
    {
        for (var leaders = 0; leaders < MostLeaders; leaders++)
        {
            var own = new Flight();
            var flight = _flights.GetOrAdd(request.Key, own);
            if (flight == own)
                return await LookUpAsync(call, request, messages, chatOptions, own, cancellationToken).ConfigureAwait(false);
            var landing = await WaitAsync(flight, call, cancellationToken).ConfigureAwait(false);
            if (landing.Shared is { } shared && request.Accepts(shared))
                return Found(call, request, shared, messages, chatOptions);
            if (!landing.TryAgain)
                break;
        }

        return await LookUpAsync(call, request, messages, chatOptions, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CacheTicket> LookUpAsync(
        GatewayCall call, CacheRequest request, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, Flight? flight, CancellationToken cancellationToken)
    {
        try
        {
            var recalled = await FindAsync(call, request.Key, cancellationToken).ConfigureAwait(false);
            var vector = default(float[]);
            if (recalled is null && request.Context is not null)
                (recalled, vector) = await semantic.FindAsync(call, request, cancellationToken).ConfigureAwait(false);
            if (recalled is null)
                return new CacheTicket(this, call, request) { Flight = flight, Vector = vector };
            if (flight is not null)
                End(request.Key, flight, new(recalled, TryAgain: false));
            return Found(call, request, recalled, messages, chatOptions);
        }
        catch
        {
            if (flight is not null)
                End(request.Key, flight, Landing.Failed);
            throw;
        }
    }

    private CacheTicket Found(GatewayCall call, CacheRequest request, Recalled recalled, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions)
    {
        call.CacheHit = recalled.Hit(time.GetUtcNow());
        if (recalled.Kind == CacheKind.Semantic)
            semantic.Report(call, request.Policy.Semantic!, recalled, messages, chatOptions);
        return new CacheTicket(this, call, request) { Found = recalled.Answer };
    }

    // As long as the call itself may take: then it goes on and fails by its own deadline.
    private async Task<Landing> WaitAsync(Flight flight, GatewayCall call, CancellationToken cancellationToken)
    {
        var left = new CallDeadline(call, options.Value, time).Left;
        try
        {
            return await flight.Landed.WaitAsync(left, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Landing.Unshared;
        }
    }

    private async Task<Recalled?> FindAsync(GatewayCall call, CacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await store.FindAsync(key, cancellationToken).AsTask().WaitAsync(s_patience, time, cancellationToken).ConfigureAwait(false);
            return answer is null ? null : new Recalled(answer, CacheKind.Exact);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRead(failure, call.Id);
            return null;
        }
    }

    // On the cache's time, not the caller's: the answer is there already.
    private async Task KeepAsync(CacheTicket ticket, CachedAnswer answer)
    {
        try
        {
            var request = ticket.Request;
            var entry = await EntryAsync(ticket).ConfigureAwait(false);
            await store.KeepAsync(request.Key, answer, request.Policy.Ttl, entry, CancellationToken.None).AsTask().WaitAsync(s_patience, time).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            LogNotKept(failure, ticket.Call.Id);
        }
    }

    private async Task<SemanticEntry?> EntryAsync(CacheTicket ticket)
    {
        if (ticket.Request is not { Context: { } context, Policy.Semantic: { } policy })
            return null;
        var vector = ticket.Vector ?? await semantic.EmbedAsync(ticket.Call, policy, CancellationToken.None).ConfigureAwait(false);
        return vector is null ? null : new SemanticEntry(context.Request, policy.Question, vector);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Known answers could not be read for call {CallId}; a model is asked")]
    private partial void LogNotRead(Exception failure, Guid callId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The answer of call {CallId} could not be kept")]
    private partial void LogNotKept(Exception failure, Guid callId);
}
