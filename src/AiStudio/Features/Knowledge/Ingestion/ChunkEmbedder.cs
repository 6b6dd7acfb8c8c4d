using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>Asks the gateway for the vectors of some chunks: metered, within the budgets and rates of whoever asked for the job.</summary>
internal sealed class ChunkEmbedder(IEmbeddingGenerator<string, Embedding<float>> embeddings, TimeProvider time)
{
    public const int Batch = 64;

    // The gateway's own limits are shorter; this is for what never comes back at all.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>All vectors one after another.</summary>
    public async Task<float[]> EmbedAsync(JobRun run, string model, int dimensions, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var call = new GatewayCall(run.Caller("embedding"), model);
            var vectors = await embeddings.GenerateAsync(texts, new GatewayEmbeddingOptions(call), either.Token);
            return vectors.Count == texts.Count && vectors.All(vector => vector.Vector.Length == dimensions)
                ? [.. vectors.SelectMany(vector => vector.Vector.ToArray())]
                : throw new JobFailedException(
                    $"The embedding model {model} does not give vectors of {dimensions} numbers, as this knowledge base needs. Choose a model that does.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The embedding model {model} did not answer within {s_patience.TotalMinutes:0} minutes.");
        }
    }
}
