using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Background;

/// <summary>The rows. They are their owner's; whoever works on them holds their job's lease.</summary>
internal sealed class BackgroundRequests(StudioDatabase database)
{
    /// <summary>Takes up the next ones that are not answered: of a batch, or the one of this id.</summary>
    public static Task<List<BackgroundRequest>> TakeUpAsync(StudioDb db, Guid batchOrRequest, int most, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return db.Database.SqlQuery<BackgroundRequest>($"""
            update background_request set attempts = attempts + 1
            where org_id = {organization} and id in (
              select id from background_request
              where org_id = {organization} and (batch_id = {batchOrRequest} or id = {batchOrRequest}) and answered_at is null
              order by number limit {most})
            returning id as "Id", api_key_id as "ApiKeyId", attempts as "Attempts", body as "Body", cache_seconds as "CacheSeconds"
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Keeps an answer, once, and counts it in its batch.</summary>
    public static async Task AnswerAsync(StudioDb db, Guid requestId, OfflineAnswer answer, CancellationToken cancellationToken)
    {
        var (organization, failed) = (db.Scope.OrganizationId, answer.Status >= 400 ? 1 : 0);
        await db.Database.ExecuteSqlAsync($"""
            with answered as (
              update background_request set status = {answer.Status}, answer = {answer.Body}, call_id = {answer.CallId}, headers = {answer.Headers}::jsonb, answered_at = now()
              where org_id = {organization} and id = {requestId} and answered_at is null returning batch_id)
            update chat_batch b set answered = b.answered + 1, failed = b.failed + {failed}
            from answered where b.org_id = {organization} and b.id = answered.batch_id
            """, cancellationToken);
    }

    /// <summary>Keeps a request and queues its job; asked again under the same id, it is the same job.</summary>
    public async Task<Guid> AddAsync(JobService jobs, RequestCaller caller, Guid id, byte[] body, TimeSpan? keepFor, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var added = await db.Database.ExecuteSqlAsync($"""
            insert into background_request (org_id, id, owner_id, api_key_id, body, cache_seconds)
            values ({caller.OrganizationId}, {id}, {caller.UserId}, {caller.Id}, {body}, {(int?)keepFor?.TotalSeconds})
            on conflict (org_id, id) do nothing
            """, cancellationToken);
        var job = added == 1
            ? await jobs.EnqueueAsync(db, new NewJob(AnswerInBackground.JobKind, id), cancellationToken)
            : await db.Set<Job>().Where(job => job.SubjectId == id && job.Kind == AnswerInBackground.JobKind).Select(job => job.Id).SingleAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);
        return job;
    }

    /// <summary>The answer to a request of the caller's; null while there is none.</summary>
    public async Task<OfflineAnswer?> FindAnswerAsync(Platform.Tenancy.TenantScope scope, Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        return (await db.Database.SqlQuery<OfflineAnswer>($"""
            select status as "Status", answer as "Body", call_id as "CallId", headers::text as "Headers" from background_request
            where org_id = {scope.OrganizationId} and id = {requestId} and answered_at is not null
            """).ToListAsync(cancellationToken)).SingleOrDefault();
    }
}
