using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Ingestion;

/// <summary>Moves the vectors of a base that has become large into the HNSW index, some at a time, and then has it searched by that.</summary>
internal sealed class IndexVectors : IJobHandler
{
    public const string JobKind = "index_vectors";

    /// <summary>Up to so many chunks a base is scanned: that is as quick, finds all, and costs nothing to keep.</summary>
    public const int ScannedUpTo = 50_000;

    private const int Batch = 200;

    public string Kind => JobKind;

    /// <summary>Begins it when the base has become large. From here on new vectors enter the index by themselves.</summary>
    public static async Task BeginAsync(StudioDb db, JobService jobs, Guid baseId, CancellationToken cancellationToken)
    {
        var grown = await db.Database.ExecuteSqlAsync($"""
            update knowledge_base set vector_index = 'filling'
            where org_id = {db.Scope.OrganizationId} and id = {baseId} and vector_index = 'none'
              and (select sum(chunk_count) from document where org_id = {db.Scope.OrganizationId} and knowledge_base_id = {baseId}) > {ScannedUpTo}
            """, cancellationToken);
        if (grown > 0)
        {
            await jobs.EnqueueAsync(db, new NewJob(JobKind, baseId), cancellationToken);
        }
    }

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (baseId, moved, left) = (run.SubjectId!.Value, 0, await LeftAsync(run, cancellationToken));
        while (true)
        {
            await using var db = await run.BeginAsync(cancellationToken);
            var now = await db.Database.ExecuteSqlAsync($"""
                update chunk_embedding e set in_index = true
                from (select chunk_id, profile_id from chunk_embedding
                      where org_id = {run.Scope.OrganizationId} and knowledge_base_id = {baseId} and not in_index limit {Batch} for update skip locked) outside
                where e.org_id = {run.Scope.OrganizationId} and e.chunk_id = outside.chunk_id and e.profile_id = outside.profile_id
                """, cancellationToken);
            if (now == 0)
            {
                await db.Database.ExecuteSqlAsync($"""
                    update knowledge_base set vector_index = 'complete' where org_id = {run.Scope.OrganizationId} and id = {baseId} and vector_index = 'filling'
                    """, cancellationToken);
            }

            moved += now;
            await run.ReportAsync(db, IngestionStages.Indexed, now == 0 ? 100 : (int)Math.Min(99, 100L * moved / Math.Max(1, left)), cancellationToken);
            await db.CommitAsync(cancellationToken);
            if (now == 0)
            {
                return;
            }
        }
    }

    /// <summary>The base goes on being scanned; the next document that is added begins again.</summary>
    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            update knowledge_base set vector_index = 'none' where org_id = {db.Scope.OrganizationId} and id = {job.SubjectId} and vector_index = 'filling'
            """, cancellationToken);

    private static async Task<int> LeftAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        return await db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from chunk_embedding where org_id = {run.Scope.OrganizationId} and knowledge_base_id = {run.SubjectId} and not in_index
            """).SingleAsync(cancellationToken);
    }
}
