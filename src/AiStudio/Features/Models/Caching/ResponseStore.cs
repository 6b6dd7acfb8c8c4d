using System.Text.Json;
using AiStudio.Gateway;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>
/// Keeps answers in PostgreSQL, so that they outlive a node and serve all of them. The tenant is held by row security, the authorization scope
/// and the request by equality; times are the database's.
/// </summary>
internal sealed class ResponseStore(StudioDatabase database) : IResponseStore
{
    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(key.Organization), cancellationToken);
        var rows = await db.Database.SqlQuery<Row>($"""
            select answer as "Answer", evidence as "Evidence", model_id as "ModelId", usage::text as "Usage", cost_nano_usd as "CostNanoUsd", answered_at as "AnsweredAt",
                   '' as "Question", 1::float8 as "Similarity"
            from response_cache
            where org_id = {key.Organization} and scope_hash = {key.Scope} and request_hash = {key.Request} and expires_at > now()
            """).ToListAsync(cancellationToken);
        return rows is [var row] ? row.ToAnswer() : null;
    }

    public async ValueTask<SimilarAnswer?> FindSimilarAsync(CacheKey context, ReadOnlyMemory<float> question, CancellationToken cancellationToken)
    {
        var vector = question.ToArray();
        await using var db = await database.BeginAsync(new TenantScope(context.Organization), cancellationToken);
        var rows = await db.Database.SqlQuery<Row>($"""
            select answer as "Answer", evidence as "Evidence", model_id as "ModelId", usage::text as "Usage", cost_nano_usd as "CostNanoUsd", answered_at as "AnsweredAt",
                   question as "Question", 1 - (embedding <=> {vector}::real[]::vector) as "Similarity"
            from response_cache
            where org_id = {context.Organization} and scope_hash = {context.Scope} and context_hash = {context.Request} and expires_at > now()
              and vector_dims(embedding) = {vector.Length}
            order by "Similarity" desc limit 1
            """).ToListAsync(cancellationToken);
        return rows is [var row] ? new(row.ToAnswer(), row.Question, row.Similarity) : null;
    }

    public async ValueTask KeepAsync(CacheKey key, CachedAnswer answer, TimeSpan ttl, SemanticEntry? semantic, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(key.Organization), cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into response_cache (org_id, scope_hash, request_hash, answer, evidence, model_id, usage, cost_nano_usd, context_hash, question, embedding, expires_at)
            values ({key.Organization}, {key.Scope}, {key.Request}, {answer.Text}, {answer.Evidence}, {answer.ModelId}, {JsonSerializer.Serialize(answer.Usage)}::jsonb,
                    {answer.CostNanoUsd}, {semantic?.Context}, {semantic?.Question}, {semantic?.Vector.ToArray()}::real[]::vector, now() + {ttl})
            on conflict (org_id, scope_hash, request_hash) do update
            set answer = excluded.answer, evidence = excluded.evidence, model_id = excluded.model_id, usage = excluded.usage, cost_nano_usd = excluded.cost_nano_usd,
                context_hash = excluded.context_hash, question = excluded.question, embedding = excluded.embedding,
                answered_at = excluded.answered_at, expires_at = excluded.expires_at
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private sealed record Row(
        string Answer, string? Evidence, string ModelId, string Usage, long CostNanoUsd, DateTimeOffset AnsweredAt, string Question, double Similarity)
    {
        public CachedAnswer ToAnswer() => new(Answer, ModelId, CostNanoUsd, AnsweredAt)
        {
            Evidence = Evidence,
            Usage = JsonSerializer.Deserialize<TokenUsage>(Usage),
        };
    }
}
