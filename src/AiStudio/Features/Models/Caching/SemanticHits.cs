using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>The latest questions that got the answer to another one, for the admins and owners who set the thresholds. It says what was asked, not who asked it.</summary>
internal sealed class SemanticHits(StudioDatabase database)
{
    public const int MostRows = 50;

    public async Task<Result<IReadOnlyList<SemanticHitRow>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
        {
            return Error.Forbidden("not_admin", "Only admins and owners see which questions shared an answer.");
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var rows = await db.Database.SqlQuery<Row>($"""
            select h.call_id as "CallId", a.name as "Assistant", h.question as "Question", h.source_question as "SourceQuestion", h.similarity as "Similarity",
                   h.verdict as "Verdict", h.created_at as "At"
            from semantic_hit h join assistant a on a.org_id = h.org_id and a.id = h.assistant_id
            where h.org_id = {caller.OrganizationId} order by h.created_at desc, h.call_id limit {MostRows}
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new SemanticHitRow(
            row.CallId, row.Assistant, row.Question, row.SourceQuestion, row.Similarity, Enum.Parse<SemanticVerdict>(row.Verdict, ignoreCase: true), row.At));
    }

    private sealed record Row(Guid CallId, string Assistant, string Question, string SourceQuestion, double Similarity, string Verdict, DateTimeOffset At);
}
