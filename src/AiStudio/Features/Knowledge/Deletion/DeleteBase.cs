using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Deletion;

/// <summary>
/// Takes away all that belongs to an archived base, some rows at a time, and then the base. A run that was cut off goes on with what is left. What stays is what stays of a deleted
/// document: answers that cited it keep their quotes, calls their texts for as long as those are kept, and people the list of what they searched for.
/// </summary>
internal sealed class DeleteBase : IJobHandler
{
    public const string JobKind = "delete_base";

    private const int StoppedAtOnce = 100;

    // The rest has no number worth counting.
    private const int ChunksTo = 90;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        while (await StopOthersAsync(run, cancellationToken))
        {
        }

        foreach (var part in BasePart.All)
        {
            while (await TakeAsync(run, part, cancellationToken))
            {
            }
        }

        await FinishAsync(run, cancellationToken);
    }

    /// <summary>What is gone stays gone; the list of archived bases offers to go on.</summary>
    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nobody goes on indexing, cutting or measuring what is taken away. Whether there may be more of them.</summary>
    private static async Task<bool> StopOthersAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (organization, baseId) = (run.Scope.OrganizationId, run.SubjectId!.Value);
        await using var db = await run.BeginForOrganizationAsync(cancellationToken);
        var others = await db.Database.SqlQuery<Guid>($"""
            select j.id as "Value" from job j
            where j.org_id = {organization} and j.id <> {run.JobId} and j.state in ('queued', 'running', 'failed', 'waiting') and j.cancel_requested_at is null
              and (j.subject_id = {baseId}
                or exists (select 1 from document_version v join document d on d.org_id = v.org_id and d.id = v.document_id
                           where v.org_id = j.org_id and v.job_id = j.id and d.knowledge_base_id = {baseId})
                or exists (select 1 from retrieval_run r join question_set s on s.org_id = r.org_id and s.id = r.question_set_id
                           where r.org_id = j.org_id and r.job_id = j.id and s.knowledge_base_id = {baseId}))
            limit {StoppedAtOnce}
            """).ToArrayAsync(cancellationToken);
        await JobService.StopAsync(db, others, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return others.Length == StoppedAtOnce;
    }

    /// <summary>Whether there was anything left of it.</summary>
    private static async Task<bool> TakeAsync(JobRun run, BasePart part, CancellationToken cancellationToken)
    {
        var (organization, baseId) = (run.Scope.OrganizationId, run.SubjectId!.Value);
        await using var db = await run.BeginForOrganizationAsync(cancellationToken);
        var gone = await db.Database.ExecuteSqlRawAsync(part.Sql, [organization, baseId, part.Batch], cancellationToken);
        var percent = ChunksTo;
        if (part.Stage == BasePart.Chunks)
        {
            percent = (await db.Database.SqlQuery<int>($"""
                update knowledge_base set chunks_deleted = least(chunks_deleted + {gone}, chunks_to_delete) where org_id = {organization} and id = {baseId}
                returning (case chunks_to_delete when 0 then {ChunksTo} else {ChunksTo} * chunks_deleted::bigint / chunks_to_delete end)::int as "Value"
                """).ToListAsync(cancellationToken)).SingleOrDefault(ChunksTo);
        }

        await run.ReportAsync(db, part.Stage, percent, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return gone > 0;
    }

    private static async Task FinishAsync(JobRun run, CancellationToken cancellationToken)
    {
        var (organization, baseId) = (run.Scope.OrganizationId, run.SubjectId!.Value);
        await using var db = await run.BeginForOrganizationAsync(cancellationToken);
        // An archived assistant answers nobody, so it stands in nobody's way.
        await db.Database.ExecuteSqlAsync($"""
            delete from assistant_knowledge k using assistant a
            where k.org_id = {organization} and k.knowledge_base_id = {baseId} and a.org_id = k.org_id and a.id = k.assistant_id and a.archived_at is not null
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            update eval_suite set knowledge_base_ids = array_remove(knowledge_base_ids, {baseId}) where org_id = {organization} and {baseId} = any(knowledge_base_ids)
            """, cancellationToken);
        // Readers, settings, sets and counts of quotes go with it.
        var names = await db.Database.SqlQuery<string>($"delete from knowledge_base where org_id = {organization} and id = {baseId} returning name as \"Value\"").ToListAsync(cancellationToken);
        if (names is [var name])
        {
            db.LogActivity(run.Scope.UserId, "knowledge_base.deleted", "knowledge_base", baseId, new { name });
            await run.ReportAsync(db, "deleted", 100, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
    }
}
