using System.Text.Json;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Queries;

/// <summary>
/// The questions a base was searched with, for those who look after it: what was asked and what it found, never who asked it or in which chat.
/// The database shows them to nobody else. Errors: <c>admins_only</c>, <c>knowledge_base_not_found</c>, <c>query_not_found</c>.
/// </summary>
internal sealed class KnowledgeQueries(StudioDatabase database)
{
    public const int PageSize = 50;

    /// <summary>The newest first, from before <paramref name="before"/> on.</summary>
    public async Task<Result<QueryPage>> ListAsync(Caller caller, Guid baseId, QueryFilter filter, Guid? before, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<KnowledgeBase>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == baseId && row.ArchivedAt == null, cancellationToken) is not { } knowledge)
        {
            return Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
        }

        var words = filter.Words.Replace("\0", "", StringComparison.Ordinal).Trim();
        var (from, to) = (Midnight(filter.From), Midnight(filter.To?.AddDays(1)));
        var quality = filter.Quality.ToString();
        var rows = await db.Database.SqlQuery<QueryRow>($"""
            select q.id as "Id", q.source as "Source", q.query as "Query", q.rewritten as "Rewritten", q.good as "Good", q.used as "Used", q.best_words as "BestWords",
                   q.best_vector as "BestVector", q.note as "Note", q.duration_ms as "DurationMs", q.rating as "Rating", q.asked_at as "AskedAt", q.filter::text as "Filter"
            from knowledge_query_base b join knowledge_query q on q.org_id = b.org_id and q.id = b.query_id
            where b.org_id = {caller.OrganizationId} and b.knowledge_base_id = {baseId} and ({before}::uuid is null or b.query_id < {before}::uuid)
              and ({quality} = 'All' or ({quality} = 'NoGoodResult' and not q.good) or ({quality} = 'ThumbDown' and q.rating < 0))
              and ({filter.Source}::text is null or q.source = {filter.Source}::text)
              and ({words} = '' or position(lower({words}) in lower(q.query)) > 0)
              and ({from}::timestamptz is null or q.asked_at >= {from}::timestamptz) and ({to}::timestamptz is null or q.asked_at < {to}::timestamptz)
            order by b.query_id desc limit {PageSize + 1}
            """).ToListAsync(cancellationToken);
        return new QueryPage([.. rows.Take(PageSize)], rows.Count > PageSize, knowledge.KeepsQueries);
    }

    /// <summary>Everything that was looked at for a question, best first.</summary>
    public async Task<Result<IReadOnlyList<QueryCandidate>>> CandidatesAsync(Caller caller, Guid queryId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var stored = await db.Database.SqlQuery<string>($"""
            select candidates::text as "Value" from knowledge_query where org_id = {caller.OrganizationId} and id = {queryId}
            """).ToListAsync(cancellationToken);
        if (stored is not [var json])
        {
            return Error.NotFound("query_not_found", "This question is not kept any more: the chat it was asked in was deleted.");
        }

        var logged = JsonSerializer.Deserialize<List<Logged>>(json, JsonSerializerOptions.Web) ?? [];
        var ids = logged.Select(one => one.ChunkId).ToArray();
        var chunks = await (
            from chunk in db.Set<Chunk>()
            join document in db.Set<Document>() on chunk.DocumentId equals document.Id
            where ids.Contains(chunk.Id)
            select new { chunk.Id, chunk.DocumentId, document.Name, chunk.HeadingPath, chunk.Page, chunk.Text }).ToDictionaryAsync(row => row.Id, cancellationToken);
        return logged.Select((one, at) =>
        {
            var chunk = chunks.GetValueOrDefault(one.ChunkId);
            return new QueryCandidate(one.ChunkId, at + 1, chunk?.DocumentId, chunk?.Name, chunk?.HeadingPath, chunk?.Page, chunk?.Text, one.Words, one.Vector, one.Score, one.Used);
        }).ToList();
    }

    /// <summary>The bases that were searched with a question, of those that keep theirs.</summary>
    public async Task<Guid[]> BasesAsync(Caller caller, Guid queryId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<Guid>($"select knowledge_base_id as \"Value\" from knowledge_query_base where org_id = {caller.OrganizationId} and query_id = {queryId}")
            .ToArrayAsync(cancellationToken);
    }

    /// <summary>Whether questions are kept from now on. When not, those that are here go, unless another base keeps them.</summary>
    public async Task<Result<Done>> KeepAsync(Caller caller, Guid baseId, bool keep, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // The value of before goes by the row that is held until the end.
        await db.Database.ExecuteSqlAsync($"select 1 from knowledge_base where org_id = {caller.OrganizationId} and id = {baseId} for no key update", cancellationToken);
        var before = await db.Set<KnowledgeBase>().Where(row => row.Id == baseId).Select(row => (bool?)row.KeepsQueries).SingleOrDefaultAsync(cancellationToken);
        if (before is null)
        {
            return Done.Value;
        }

        await db.Set<KnowledgeBase>().Where(row => row.Id == baseId).ExecuteUpdateAsync(row => row.SetProperty(one => one.KeepsQueries, keep), cancellationToken);
        if (!keep)
        {
            await db.Database.ExecuteSqlAsync($"""
                with gone as (delete from knowledge_query_base where org_id = {caller.OrganizationId} and knowledge_base_id = {baseId} returning query_id)
                delete from knowledge_query q using gone
                where q.org_id = {caller.OrganizationId} and q.id = gone.query_id
                  and not exists (select 1 from knowledge_query_base b where b.org_id = q.org_id and b.query_id = q.id and b.knowledge_base_id <> {baseId})
                """, cancellationToken);
        }

        db.LogActivity(caller, "knowledge_base.queries_kept", "knowledge_base", baseId, null, new Change(new { keepsQueries = before }, new { keepsQueries = keep }));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static Error Forbidden => Error.Forbidden("admins_only", "Only those who look after the base see what it is asked.");

    private static DateTimeOffset? Midnight(DateOnly? day) => day is { } date ? new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    private sealed record Logged(Guid ChunkId, double Score, QueryArm? Words, QueryArm? Vector, bool Used);
}
