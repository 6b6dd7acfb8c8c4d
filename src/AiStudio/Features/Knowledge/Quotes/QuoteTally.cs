using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Quotes;

/// <summary>Counts by knowledge base and day how many quotes answers gave from it, and how many of them do not stand there.</summary>
internal sealed class QuoteTally(StudioDatabase database, TimeProvider time)
{
    /// <summary>How far back a share looks, in days.</summary>
    public const int Days = 30;

    /// <summary>Adds the quotes of one answer; a document that was deleted meanwhile counts nowhere.</summary>
    public async Task AddAsync(TenantScope scope, IReadOnlyList<QuotedDocument> quotes, CancellationToken cancellationToken)
    {
        if (quotes.Count == 0)
        {
            return;
        }

        var (documents, missing) = (quotes.Select(quote => quote.DocumentId).ToArray(), quotes.Select(quote => quote.Missing).ToArray());
        await using var db = await database.BeginAsync(scope, cancellationToken);
        // In one order, so that two answers never wait for each other.
        await db.Database.ExecuteSqlAsync($"""
            insert into quote_tally as tally (org_id, knowledge_base_id, day, quoted, missing)
            select d.org_id, d.knowledge_base_id, {Today}, count(*), count(*) filter (where quote.missing)
            from unnest({documents}, {missing}) as quote (document_id, missing)
            join document d on d.org_id = {scope.OrganizationId} and d.id = quote.document_id
            group by d.org_id, d.knowledge_base_id order by d.knowledge_base_id
            on conflict (org_id, knowledge_base_id, day) do update set quoted = tally.quoted + excluded.quoted, missing = tally.missing + excluded.missing
            """, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    /// <summary>The quotes from a base in the last <see cref="Days"/> days.</summary>
    public async Task<QuoteShare> ReadAsync(TenantScope scope, Guid knowledgeBaseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        return await db.Database.SqlQuery<QuoteShare>($"""
            select coalesce(sum(quoted), 0) as "Quoted", coalesce(sum(missing), 0) as "Missing" from quote_tally
            where org_id = {scope.OrganizationId} and knowledge_base_id = {knowledgeBaseId} and day > {Today.AddDays(-Days)}
            """).SingleAsync(cancellationToken);
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
