using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>
/// Takes a document version through its stages: received → extracted → chunked → embedded → indexed. Each stage leaves its result in the
/// database, so a run that was cut off goes on where it stood, and a second run changes nothing.
/// </summary>
internal sealed class IndexDocument(IEmbeddingGenerator<string, Embedding<float>> embeddings) : IJobHandler
{
    public const string JobKind = "index_document";

    private const int EmbeddingBatch = 64;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var version = await ReceiveAsync(run, cancellationToken);
        if (version.IsCurrent)
        {
            return;
        }

        var text = version.Text ?? await ExtractAsync(run, version, cancellationToken);
        var chunks = version.Chunks > 0 ? version.Chunks : await ChunkAsync(run, version, text, cancellationToken);
        await EmbedAsync(run, version, chunks, cancellationToken);
        await using var db = await run.BeginAsync(cancellationToken);
        await IngestionStore.PublishAsync(db, version, cancellationToken);
        await run.ReportAsync(db, IngestionStages.Indexed, 100, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) =>
        IngestionStore.EndAsync(
            db, job.SubjectId!.Value, job.State == JobState.Cancelled ? DocumentState.Cancelled : DocumentState.Failed, job.Reason, cancellationToken);

    private static async Task<IndexedVersion> ReceiveAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        var version = await IngestionStore.FindAsync(db, run.SubjectId!.Value, cancellationToken)
            ?? throw new JobFailedException("The document was deleted meanwhile.");
        if (!version.IsCurrent)
        {
            await IngestionStore.BeginAsync(db, version.DocumentId, cancellationToken);
        }

        if (version is { Text: null, IsCurrent: false })
        {
            await run.ReportAsync(db, IngestionStages.Received, 5, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return version;
    }

    private static async Task<string> ExtractAsync(JobRun run, IndexedVersion version, CancellationToken cancellationToken)
    {
        var decoded = TextDecoder.Decode(version.Original);
        if (!decoded.Succeeded)
        {
            throw new JobFailedException(decoded.Error.Message);
        }

        await using var db = await run.BeginAsync(cancellationToken);
        await IngestionStore.SaveTextAsync(db, version.VersionId, decoded.Value, cancellationToken);
        await run.ReportAsync(db, IngestionStages.Extracted, 15, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return decoded.Value;
    }

    private static async Task<int> ChunkAsync(JobRun run, IndexedVersion version, string text, CancellationToken cancellationToken)
    {
        var chunks = Chunker.Cut(text, version.MediaType);
        await using var db = await run.BeginAsync(cancellationToken);
        await IngestionStore.InsertChunksAsync(db, version, text, chunks, cancellationToken);
        await run.ReportAsync(db, IngestionStages.Chunked, 25, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return chunks.Count;
    }

    private async Task EmbedAsync(JobRun run, IndexedVersion version, int chunks, CancellationToken cancellationToken)
    {
        while (true)
        {
            List<PendingChunk> pending;
            await using (var db = await run.BeginAsync(cancellationToken))
            {
                pending = await IngestionStore.PendingAsync(db, version, EmbeddingBatch, cancellationToken);
                if (pending.Count == 0)
                {
                    await run.ReportAsync(db, IngestionStages.Embedded, 95, cancellationToken);
                    await db.CommitAsync(cancellationToken);
                    return;
                }
            }

            // Never inside a transaction: a provider takes as long as it likes.
            var vectors = await EmbedAsync(run, version, pending, cancellationToken);
            await using var write = await run.BeginAsync(cancellationToken);
            await IngestionStore.InsertEmbeddingsAsync(write, version, [.. pending.Select(chunk => chunk.Id)], vectors, cancellationToken);
            await run.ReportAsync(write, IngestionStages.Chunked, 25 + (70 * (pending[^1].Ordinal + 1) / chunks), cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }

    private async Task<float[]> EmbedAsync(JobRun run, IndexedVersion version, List<PendingChunk> pending, CancellationToken cancellationToken)
    {
        using var call = new GatewayCall(run.Caller("embedding"), version.Model);
        var vectors = await embeddings.GenerateAsync(
            pending.Select(chunk => chunk.TextFor(version.Title)), new GatewayEmbeddingOptions(call), cancellationToken);
        return vectors.Count == pending.Count && vectors.All(vector => vector.Vector.Length == version.Dimensions)
            ? [.. vectors.SelectMany(vector => vector.Vector.ToArray())]
            : throw new JobFailedException(
                $"The embedding model {version.Model} does not give vectors of {version.Dimensions} numbers, as this knowledge base needs. Choose a model that does.");
    }
}
