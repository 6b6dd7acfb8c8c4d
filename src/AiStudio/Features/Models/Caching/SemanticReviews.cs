using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>
/// What the semantic cache gave, and how thresholds tighten: a wrong answer at a similarity of s shows that s is not enough, so the assistant's
/// threshold rises to (s + 1) / 2. It never falls by itself; saving the assistant's setting starts anew.
/// </summary>
internal sealed class SemanticReviews(StudioDatabase database) : ISemanticReviews
{
    public async ValueTask RecordAsync(SemanticHit hit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new TenantScope(hit.Caller.OrganizationId), cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into semantic_hit (org_id, call_id, assistant_id, question, source_question, similarity, verdict)
            values ({hit.Caller.OrganizationId}, {hit.CallId}, {hit.AssistantId}, {hit.Question}, {hit.SourceQuestion}, {hit.Similarity}, {Text(hit.Verdict)})
            on conflict do nothing
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    public async ValueTask JudgeAsync(SemanticHit hit, SemanticVerdict verdict, CancellationToken cancellationToken)
    {
        var organization = hit.Caller.OrganizationId;
        await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
        var judged = await db.Database.ExecuteSqlAsync($"""
            update semantic_hit set verdict = {Text(verdict)}, judged_at = now()
            where org_id = {organization} and call_id = {hit.CallId} and verdict = 'pending'
            """, cancellationToken);
        if (judged == 1 && verdict == SemanticVerdict.Disagrees)
        {
            var safe = Math.Min(1, (hit.Similarity + 1) / 2);
            await db.Database.ExecuteSqlAsync($"""
                update assistant_caching set tightened_threshold = greatest(tightened_threshold, {safe})
                where org_id = {organization} and assistant_id = {hit.AssistantId}
                """, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
    }

    private static string Text(SemanticVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
