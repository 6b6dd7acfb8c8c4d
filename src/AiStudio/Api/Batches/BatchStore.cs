using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Batches;

/// <summary>The batches of a person. Everything is read under their scope: nobody else sees any.</summary>
internal sealed class BatchStore(StudioDatabase database, JobService jobs)
{
    /// <summary>Keeps a batch with its lines and queues its job, all or nothing; asked again under the same id, it is there already.</summary>
    public async Task AddAsync(RequestCaller caller, Guid id, IReadOnlyList<BatchLine> lines, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var (organization, owner, key) = (caller.OrganizationId, caller.UserId, caller.Id);
        var job = await jobs.EnqueueAsync(db, new NewJob(AnswerBatch.JobKind, id), cancellationToken);
        var added = await db.Database.ExecuteSqlAsync($"""
            insert into chat_batch (org_id, id, owner_id, api_key_id, job_id, requests) values ({organization}, {id}, {owner}, {key}, {job}, {lines.Count})
            on conflict (org_id, id) do nothing
            """, cancellationToken);
        // Taken back with the transaction: the job of the first time stands.
        if (added == 0)
            return;
        var ids = lines.Select(_ => Guid.CreateVersion7()).ToArray();
        var customIds = lines.Select(line => line.CustomId).ToArray();
        var bodies = lines.Select(line => line.Body).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            insert into background_request (org_id, id, owner_id, api_key_id, batch_id, number, custom_id, body)
            select {organization}, l.id, {owner}, {key}, {id}, l.number, l.custom_id, l.body
            from unnest({ids}, {customIds}, {bodies}) with ordinality as l(id, custom_id, body, number)
            """, cancellationToken);
        db.LogActivity(owner, "batch.created", "batch", id, new { requests = lines.Count, apiKey = key });
        await db.CommitAsync(cancellationToken);
    }

    public async Task<BatchRow?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(scope, id, null, 1, cancellationToken)).SingleOrDefault();

    /// <summary>The newest first, those before <paramref name="before"/>.</summary>
    public Task<List<BatchRow>> ListAsync(TenantScope scope, Guid? before, int most, CancellationToken cancellationToken) => ReadAsync(scope, null, before, most, cancellationToken);

    public async Task<List<BatchResult>> ResultsAsync(TenantScope scope, Guid id, int after, int most, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        return await db.Database.SqlQuery<BatchResult>($"""
            select id as "Id", number as "Number", custom_id as "CustomId", status as "Status", answer as "Answer", call_id as "CallId" from background_request
            where org_id = {scope.OrganizationId} and batch_id = {id} and number > {after} and answered_at is not null order by number limit {most}
            """).ToListAsync(cancellationToken);
    }

    private async Task<List<BatchRow>> ReadAsync(TenantScope scope, Guid? id, Guid? before, int most, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        return await db.Database.SqlQuery<BatchRow>($"""
            select b.id as "Id", b.job_id as "JobId", b.requests as "Requests", b.answered as "Answered", b.failed as "Failed", j.state as "State", j.reason as "Reason",
                   b.created_at as "CreatedAt", j.ended_at as "EndedAt", b.expires_at as "ExpiresAt"
            from chat_batch b join job j on j.org_id = b.org_id and j.id = b.job_id
            where b.org_id = {scope.OrganizationId} and b.owner_id = {scope.UserId} and ({id}::uuid is null or b.id = {id}) and ({before}::uuid is null or b.id < {before})
            order by b.id desc limit {most}
            """).ToListAsync(cancellationToken);
    }
}
