using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval.Packing;

/// <summary>Fills a token budget with the passages of a retrieval, best first, and with what stands beside the best when there is room.</summary>
internal sealed class PassagePacker(StudioDatabase database)
{
    // What stands beside a weaker hit is about something else.
    private const int WithNeighbours = 3;

    public async Task<PackedPassages> PackAsync(TenantScope scope, Retrieval found, CancellationToken cancellationToken)
    {
        // Passages that have nothing to do with the question would only be quoted.
        if (!found.Fits || found.Passages.Count == 0)
        {
            return PackedPassages.None;
        }

        var budget = new TokenBudget(found.Settings.TokenBudget);
        // A budget that the best does not fit into would leave a question unanswered that could be.
        var used = found.Passages.Where((passage, at) => budget.Takes(passage, always: at == 0)).ToList();
        var omitted = found.Passages.Count - used.Count;
        if (omitted == 0)
        {
            used.AddRange((await NeighboursAsync(scope, used, cancellationToken)).Where(neighbour => budget.Takes(neighbour)));
        }

        return new PackedPassages(used, omitted);
    }

    private async Task<List<RetrievedPassage>> NeighboursAsync(TenantScope scope, List<RetrievedPassage> used, CancellationToken cancellationToken)
    {
        var hits = used.Take(WithNeighbours).Select(passage => passage.ChunkId).ToArray();
        var known = used.Select(passage => passage.ChunkId).ToHashSet();
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var organization = scope.OrganizationId;
        var found = await db.Database.SqlQuery<Neighbour>($"""
            select c.id as "ChunkId", c.document_id as "DocumentId", c.document_version_id as "DocumentVersionId", d.name as "Document", c.heading_path as "HeadingPath",
                   c.page as "Page", c.span_start as "SpanStart", c.span_end as "SpanEnd", c.text as "Text"
            from unnest({hits}) with ordinality as hit(id, place)
            join chunk h on h.org_id = {organization} and h.id = hit.id
            join chunk c on c.org_id = h.org_id and c.document_version_id = h.document_version_id and c.ordinal in (h.ordinal - 1, h.ordinal + 1)
            join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
            order by hit.place, c.ordinal desc
            """).ToListAsync(cancellationToken);
        return [.. found.Where(neighbour => known.Add(neighbour.ChunkId)).Select(neighbour => neighbour.ToPassage())];
    }

    private sealed class TokenBudget(int tokens)
    {
        private int _left = tokens;

        public bool Takes(RetrievedPassage passage, bool always = false)
        {
            var needed = Passages.LikelyTokens(passage.ToPrompt(1));
            if (needed > _left && !always)
            {
                return false;
            }

            _left -= needed;
            return true;
        }
    }

    private sealed record Neighbour(
        Guid ChunkId, Guid DocumentId, Guid DocumentVersionId, string Document, string HeadingPath, int? Page, int SpanStart, int SpanEnd, string Text)
    {
        public RetrievedPassage ToPassage() =>
            new(ChunkId, DocumentId, DocumentVersionId, Document, HeadingPath, Page, SpanStart, SpanEnd, Text, Score: 0) { IsNeighbour = true };
    }
}
