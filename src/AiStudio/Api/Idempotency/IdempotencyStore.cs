using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.Idempotency;

/// <summary>The rows. Every time is the database's; every write of a run asks for its lease's token, so that a node that was given up changes nothing.</summary>
internal sealed class IdempotencyStore(StudioDatabase database)
{
    /// <summary>How long a node may be silent before its run is given to the next who asks.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Inserts the key, or takes over one that is over or whose node is gone with a run of the same request, under its old id.
    /// Otherwise tells who holds it.
    /// </summary>
    public async Task<Begun> BeginAsync(RequestIdentity request, Guid token, CancellationToken cancellationToken)
    {
        var (organization, caller, route, key, hash) = (request.Scope.OrganizationId, request.CallerId, request.Route, request.Key, request.Hash);
        while (true)
        {
            await using var db = await database.BeginAsync(request.Scope, cancellationToken);
            var id = Guid.CreateVersion7();
            var rows = await db.Database.SqlQuery<Begun>($"""
                with won as (
                  insert into idempotency_record as r (org_id, caller_id, route, idempotency_key, id, request_hash, lease_token, lease_until)
                  values ({organization}, {caller}, {route}, {key}, {id}, {hash}, {token}, now() + {Lease})
                  on conflict (org_id, caller_id, route, idempotency_key) do update set
                    id = case when r.state = 'running' and r.request_hash = excluded.request_hash then r.id else excluded.id end,
                    request_hash = excluded.request_hash, lease_token = excluded.lease_token, lease_until = excluded.lease_until,
                    state = 'running', status = null, headers = null, body = null, watched = false,
                    created_at = case when r.expires_at < now() then now() else r.created_at end,
                    expires_at = case when r.expires_at < now() then now() + interval '24 hours' else r.expires_at end
                  where (r.state = 'running' and r.lease_until < now() and (r.request_hash = excluded.request_hash or r.expires_at < now()))
                     or (r.state = 'done' and r.expires_at < now())
                  returning id)
                select id as "Id", true as "Won", id <> {id} as "Again", true as "SameRequest", false as "Watched" from won
                union all
                select id, false, false, request_hash = {hash}, watched from idempotency_record
                where org_id = {organization} and caller_id = {caller} and route = {route} and idempotency_key = {key} and not exists (select from won)
                """).ToListAsync(cancellationToken);
            await db.CommitAsync(cancellationToken);
            // None: it went, or came, between the insert and the look.
            if (rows is [var begun])
                return begun;
        }
    }

    /// <summary>Renews the lease; tells whether somebody follows. Null: the lease is lost.</summary>
    public async Task<bool?> RenewAsync(TenantScope scope, Guid id, Guid token, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var rows = await db.Database.SqlQuery<bool>($"""
            update idempotency_record set lease_until = now() + {Lease}
            where org_id = {scope.OrganizationId} and id = {id} and lease_token = {token} and state = 'running'
            returning watched as "Value"
            """).ToListAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);
        return rows is [var watched] ? watched : null;
    }

    /// <summary>Keeps the answer. False: the lease was lost, and the answer is another's to give.</summary>
    public Task<bool> SaveAsync(TenantScope scope, Guid id, Guid token, StoredAnswer answer, byte[] body, CancellationToken cancellationToken) =>
        WriteAsync(scope, id, $"""
            with parts as (
              delete from idempotency_part p using idempotency_record r
              where p.org_id = {scope.OrganizationId} and p.record_id = {id} and r.org_id = p.org_id and r.id = p.record_id and r.lease_token = {token})
            update idempotency_record set state = 'done', status = {answer.Status}, headers = {answer.Headers}::jsonb, body = {body}, lease_token = null, lease_until = null
            where org_id = {scope.OrganizationId} and id = {id} and lease_token = {token} and state = 'running'
            """, cancellationToken);

    /// <summary>Frees the key: nothing was done under it.</summary>
    public Task<bool> FreeAsync(TenantScope scope, Guid id, Guid token, CancellationToken cancellationToken) =>
        WriteAsync(scope, id, $"delete from idempotency_record where org_id = {scope.OrganizationId} and id = {id} and lease_token = {token} and state = 'running'", cancellationToken);

    /// <summary>Asks the run to tell its parts.</summary>
    public Task<bool> WatchAsync(TenantScope scope, Guid id, CancellationToken cancellationToken) =>
        WriteAsync(scope, id, $"update idempotency_record set watched = true where org_id = {scope.OrganizationId} and id = {id} and not watched", cancellationToken);

    /// <summary>Tells a part of a running stream, the first with its head.</summary>
    public Task<bool> TellAsync(TenantScope scope, Guid id, Guid token, int number, StoredAnswer answer, byte[] part, CancellationToken cancellationToken) =>
        WriteAsync(scope, id, $"""
            with mine as (
              update idempotency_record set status = {answer.Status}, headers = {answer.Headers}::jsonb
              where org_id = {scope.OrganizationId} and id = {id} and lease_token = {token} and state = 'running' returning 1)
            insert into idempotency_part (org_id, record_id, number, body) select {scope.OrganizationId}, {id}, {number}, {part} from mine
            on conflict do nothing
            """, cancellationToken);

    /// <summary>Removes what an earlier run under the same id had told.</summary>
    public async Task ForgetPartsAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from idempotency_part where org_id = {scope.OrganizationId} and record_id = {id}", cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    /// <summary>The run after so many bytes of its answer; null when there is none any more.</summary>
    public async Task<RecordView?> LookAsync(TenantScope scope, Guid id, int seen, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var rows = await db.Database.SqlQuery<Row>($"""
            select r.state = 'done' as "Done", coalesce(r.lease_until < now(), false) as "Abandoned", r.status as "Status", r.headers::text as "Headers",
                   substring(coalesce(r.body, (select string_agg(p.body, ''::bytea order by p.number) from idempotency_part p
                                               where p.org_id = r.org_id and p.record_id = r.id), ''::bytea) from {seen + 1}) as "Body"
            from idempotency_record r where r.org_id = {scope.OrganizationId} and r.id = {id}
            """).ToListAsync(cancellationToken);
        return rows is [var row]
            ? new RecordView(row.Done, row.Abandoned, row is { Status: { } status, Headers: { } headers } ? new StoredAnswer(status, headers) : null, row.Body)
            : null;
    }

    private async Task<bool> WriteAsync(TenantScope scope, Guid id, FormattableString sql, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        if (await db.Database.ExecuteSqlAsync(sql, cancellationToken) == 0)
            return false;
        await db.NotifyAsync(RunSignals.Topic, id.ToString(), cancellationToken);
        await db.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record Row(bool Done, bool Abandoned, int? Status, string? Headers, byte[] Body);
}
