using System.Text.Json;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Knowledge.Profiles;

/// <summary>
/// Fills the vectors of another embedding profile beside the live ones, then switches in one update. Searches go on with the live profile until that
/// moment and with the new one from then; what was there already from before is not embedded again, so the way back is quick.
/// </summary>
internal sealed class ReindexBase(ChunkEmbedder embedder) : IJobHandler
{
    public const string JobKind = "reindex_base";

    public string Kind => JobKind;

    public static string Arguments(Guid profileId) => JsonSerializer.Serialize(new Target(profileId));

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var baseId = run.SubjectId!.Value;
        var target = JsonSerializer.Deserialize<Target>(run.Arguments)!.ProfileId;
        ProfileFilling? filling;
        do
        {
            await using (var db = await run.BeginAsync(cancellationToken))
            {
                filling = await ProfileStore.FindAsync(db, baseId, target, cancellationToken);
            }

            if (filling is null || filling.IsLive)
            {
                return;
            }

            await FillAsync(run, filling, cancellationToken);
        }
        while (!await SwitchAsync(run, filling, cancellationToken));
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => ProfileStore.GiveUpAsync(db, job.SubjectId!.Value, cancellationToken);

    private async Task FillAsync(JobRun run, ProfileFilling filling, CancellationToken cancellationToken)
    {
        var done = 0;
        while (true)
        {
            List<PendingChunk> pending;
            await using (var db = await run.BeginAsync(cancellationToken))
            {
                pending = await ProfileStore.PendingAsync(db, filling, ChunkEmbedder.Batch, cancellationToken);
            }

            if (pending.Count == 0)
            {
                return;
            }

            var vectors = await embedder.EmbedAsync(run, filling.Model, filling.Dimensions, [.. pending.Select(chunk => chunk.Embedded)], cancellationToken);
            await using var write = await run.BeginAsync(cancellationToken);
            await ChunkStore.InsertVectorsAsync(write, filling.KnowledgeBaseId, filling.ProfileId, filling.Dimensions, [.. pending.Select(chunk => chunk.Id)], vectors, cancellationToken);
            done += pending.Count;
            await run.ReportAsync(write, IngestionStages.Chunked, Math.Min(99, 100 * done / Math.Max(1, filling.Missing)), cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }

    /// <summary>False when documents were published meanwhile whose vectors are still to be filled.</summary>
    private static async Task<bool> SwitchAsync(JobRun run, ProfileFilling filling, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        var switched = await ProfileStore.SwitchAsync(db, filling, cancellationToken);
        if (switched)
        {
            db.LogActivity(run.Scope.UserId, "knowledge_base.embedding_switched", "knowledge_base", filling.KnowledgeBaseId, new { filling.Model });
            await run.ReportAsync(db, IngestionStages.Indexed, 100, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return switched;
    }

    private sealed record Target(Guid ProfileId);
}
