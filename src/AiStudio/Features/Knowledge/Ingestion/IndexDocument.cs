using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>
/// Takes a document version through its stages: received → extracted → chunked → embedded → indexed. Each stage leaves its result in the
/// database, so a run that was cut off goes on where it stood, and a second run changes nothing.
/// </summary>
internal sealed class IndexDocument(ExtractionProcess extraction, ChunkEmbedder embedder, TimeProvider time) : IJobHandler
{
    public const string JobKind = "index_document";

    private const int EmbeddingFrom = 25;
    private const int EmbeddingTo = 95;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var version = await ReceiveAsync(run, cancellationToken);
        if (version.IsCurrent)
        {
            return;
        }

        var extracted = version.Extracted ?? await ExtractAsync(run, version, cancellationToken);
        var chunks = version.Chunks > 0 ? version.Chunks : await ChunkAsync(run, version, extracted, cancellationToken);
        do
        {
            version = await ReceiveAsync(run, cancellationToken);
            await EmbedAsync(run, version, chunks, cancellationToken);
        }
        while (!await PublishAsync(run, version, chunks, cancellationToken));
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

    private async Task<ExtractedText> ExtractAsync(JobRun run, IndexedVersion version, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        byte[] content;
        await using (var db = await run.BeginAsync(cancellationToken))
        {
            if (await IngestionStore.CopyTextAsync(db, version, cancellationToken))
            {
                var copied = (await IngestionStore.FindAsync(db, version.VersionId, cancellationToken))!.Extracted!;
                await LeaveAsync(db, new StageWork(time.GetElapsedTime(started), copied.Text.Length, copied.Text.Length));
                return copied;
            }

            content = await IngestionStore.ContentAsync(db, version, cancellationToken);
        }

        var extracted = await OrFailAsync(() => extraction.ReadAsync(content, version.MediaType, cancellationToken));
        await using var write = await run.BeginAsync(cancellationToken);
        await IngestionStore.SaveTextAsync(write, version.VersionId, extracted, cancellationToken);
        await LeaveAsync(write, new StageWork(time.GetElapsedTime(started), extracted.Text.Length));
        return extracted;

        async Task LeaveAsync(StudioDb db, StageWork work)
        {
            await IngestionStore.MeasureAsync(db, version.VersionId, IngestionStages.Extracted, work, cancellationToken);
            await run.ReportAsync(db, IngestionStages.Extracted, 15, cancellationToken);
            await db.CommitAsync(cancellationToken);
        }
    }

    // What is refused is refused again by every other try.
    private static async Task<T> OrFailAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (RefusedDocumentException refused)
        {
            throw new JobFailedException(refused.Message);
        }
    }

    private async Task<int> ChunkAsync(JobRun run, IndexedVersion version, ExtractedText extracted, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var chunks = await OrFailAsync(() => Task.FromResult(Chunker.Cut(extracted.Text, extracted.Blocks, version.ChunkSize)));
        await using var db = await run.BeginAsync(cancellationToken);
        await IngestionStore.SaveChunkSizeAsync(db, version, cancellationToken);
        var kept = await ChunkStore.InsertAsync(db, version, extracted.Text, chunks, cancellationToken);
        await IngestionStore.MeasureAsync(db, version.VersionId, IngestionStages.Chunked, new StageWork(time.GetElapsedTime(started), chunks.Count, kept), cancellationToken);
        await run.ReportAsync(db, IngestionStages.Chunked, EmbeddingFrom, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return chunks.Count;
    }

    private async Task EmbedAsync(JobRun run, IndexedVersion version, int chunks, CancellationToken cancellationToken)
    {
        while (!await ReuseAsync(run, version, cancellationToken))
        {
            List<PendingChunk> pending;
            for (var after = -1; (pending = await PendingAsync(run, version, after, cancellationToken)).Count > 0; after = pending[^1].Ordinal)
            {
                // Never inside a transaction: a provider takes as long as it likes.
                var started = time.GetTimestamp();
                var vectors = await embedder.EmbedAsync(run, version.Model, version.Dimensions, [.. pending.Select(chunk => chunk.Embedded)], cancellationToken);
                await using var db = await run.BeginAsync(cancellationToken);
                await ChunkStore.InsertVectorsAsync(db, version.KnowledgeBaseId, version.ProfileId, version.Dimensions, [.. pending.Select(chunk => chunk.Id)], vectors, cancellationToken);
                await IngestionStore.MeasureAsync(db, version.VersionId, IngestionStages.Embedded, new StageWork(time.GetElapsedTime(started), pending.Count), cancellationToken);
                await run.ReportAsync(db, IngestionStages.Chunked, EmbeddingFrom + ((EmbeddingTo - EmbeddingFrom) * (pending[^1].Ordinal + 1) / chunks), cancellationToken);
                await db.CommitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Takes over the vectors that are there already: those of the same text elsewhere, and within the version. Whether that was all.</summary>
    private async Task<bool> ReuseAsync(JobRun run, IndexedVersion version, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var db = await run.BeginAsync(cancellationToken);
        var reused = await ChunkStore.ReuseVectorsAsync(db, version, cancellationToken);
        var done = (await ChunkStore.PendingAsync(db, version, -1, 1, cancellationToken)).Count == 0;
        if (done || reused > 0)
        {
            await IngestionStore.MeasureAsync(db, version.VersionId, IngestionStages.Embedded, new StageWork(time.GetElapsedTime(started), reused, reused), cancellationToken);
        }

        if (done)
        {
            await run.ReportAsync(db, IngestionStages.Embedded, EmbeddingTo, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return done;
    }

    private static async Task<List<PendingChunk>> PendingAsync(JobRun run, IndexedVersion version, int after, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        return await ChunkStore.PendingAsync(db, version, after, ChunkEmbedder.Batch, cancellationToken);
    }

    private async Task<bool> PublishAsync(JobRun run, IndexedVersion version, int chunks, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var db = await run.BeginAsync(cancellationToken);
        var published = await Publication.PublishAsync(db, version, cancellationToken);
        if (published)
        {
            await IngestionStore.MeasureAsync(db, version.VersionId, IngestionStages.Indexed, new StageWork(time.GetElapsedTime(started), chunks), cancellationToken);
            await run.ReportAsync(db, IngestionStages.Indexed, 100, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return published;
    }
}
