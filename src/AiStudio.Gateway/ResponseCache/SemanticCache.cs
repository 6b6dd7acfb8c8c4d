using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>Finds the answer to a question of the same meaning, and has a share of what it gave checked. Embeddings are calls of their own, metered like any.</summary>
internal sealed partial class SemanticCache(
    IResponseStore store, ISemanticReviews reviews, SemanticRecheck recheck, IEmbeddingGenerator<string, Embedding<float>> embeddings, Random random,
    TimeProvider time, ILogger<SemanticCache> log)
{
    /// <summary>What looking costs is spent under this tag.</summary>
    public const string Feature = "cache-lookup";

    // A cache that thinks longer than this is slower than asking.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>The answer, when one is near enough; and the question's embedding either way, so that it need not be made again.</summary>
    public async Task<(Recalled? Recalled, float[]? Vector)> FindAsync(GatewayCall call, CacheRequest request, CancellationToken cancellationToken)
    {
        var policy = request.Policy.Semantic!;
        var vector = await EmbedAsync(call, policy, cancellationToken).ConfigureAwait(false);
        if (vector is null)
            return (null, null);
        try
        {
            var nearest = await store.FindSimilarAsync(request.Context!, vector, cancellationToken).AsTask().WaitAsync(s_patience, time, cancellationToken).ConfigureAwait(false);
            return nearest is not null && nearest.Similarity >= policy.Threshold
                ? (new Recalled(nearest.Answer, CacheKind.Semantic) { SourceQuestion = nearest.Question, Similarity = nearest.Similarity }, vector)
                : (null, vector);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotRead(failure, call.Id);
            return (null, vector);
        }
    }

    /// <summary>The question's embedding; <see langword="null"/> when the model does not give one.</summary>
    public async Task<float[]?> EmbedAsync(GatewayCall call, SemanticPolicy policy, CancellationToken cancellationToken)
    {
        using var lookup = new GatewayCall(call.Caller with { Feature = Feature }, policy.EmbeddingModel) { Deadline = s_patience };
        try
        {
            var vectors = await embeddings.GenerateAsync([policy.Question], new GatewayEmbeddingOptions(lookup), cancellationToken).ConfigureAwait(false);
            return vectors[0].Vector.ToArray();
        }
        catch (GatewayException failure)
        {
            LogNoEmbedding(failure, call.Id);
            return null;
        }
    }

    /// <summary>Notes a hit, and has it checked when its turn comes. In the background: the answer does not wait for it.</summary>
    public void Report(GatewayCall call, SemanticPolicy policy, Recalled recalled, IReadOnlyList<ChatMessage> messages, ChatOptions options)
    {
        var drawn = random.NextDouble() < policy.RecheckShare;
        var hit = new SemanticHit(
            call.Id, call.Caller, policy.AssistantId, policy.Question, recalled.SourceQuestion!, recalled.Similarity!.Value,
            drawn ? SemanticVerdict.Pending : SemanticVerdict.Unchecked);
        var again = drawn ? new RecheckRequest(hit, policy, call.Model, call.PromptVersionId, recalled.Answer.Text, [.. messages], options) : null;
        _ = Task.Run(() => ReportAsync(hit, again), CancellationToken.None);
    }

    private async Task ReportAsync(SemanticHit hit, RecheckRequest? again)
    {
        try
        {
            await reviews.RecordAsync(hit, CancellationToken.None).ConfigureAwait(false);
            if (again is not null)
                await recheck.RunAsync(again).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            LogNotReviewed(failure, hit.CallId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Similar questions could not be read for call {CallId}; a model is asked")]
    private partial void LogNotRead(Exception failure, Guid callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The question of call {CallId} could not be embedded; a model is asked")]
    private partial void LogNoEmbedding(Exception failure, Guid callId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The semantic hit of call {CallId} could not be reviewed")]
    private partial void LogNotReviewed(Exception failure, Guid callId);
}
