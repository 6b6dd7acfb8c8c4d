namespace AiStudio.Gateway.ResponseCache;

/// <summary>A call's place in the cache: an answer, or the errand of getting one. Disposed without an offer, the errand has failed, and a waiting call may take it over.</summary>
internal sealed class CacheTicket(AnswerCache cache, GatewayCall call, CacheRequest request) : IDisposable
{
    /// <summary>The answer, when there is one.</summary>
    public CachedAnswer? Found { get; init; }

    /// <summary>Whom the answer is also for; nobody when the call goes by itself.</summary>
    public Flight? Flight { get; init; }

    /// <summary>The question's embedding, when it was made for looking.</summary>
    public float[]? Vector { get; init; }

    public GatewayCall Call => call;

    public CacheRequest Request => request;

    /// <summary>Hands in what the model said: to those who wait, and to the store. Never fails.</summary>
    public ValueTask OfferAsync(AnswerCollector collector) => cache.TakeAsync(this, collector);

    public void Dispose()
    {
        if (Flight is not null)
            cache.End(request.Key, Flight, Landing.Failed);
    }
}
