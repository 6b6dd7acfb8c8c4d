using System.Globalization;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// Both arms in one round trip. Full text asks for any of the question's lexemes (all of them at once finds nothing for most questions) and ranks
/// with <c>ts_rank</c>, damped by length; vectors come from the HNSW index of the profile's dimension. What either brings in is scored by both.
/// </summary>
internal static class PassageQuery
{
    private const string Sql = """
        with question as materialized (
          select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery as query
          from unnest(tsvector_to_array(to_tsvector('english', {0}))) as lexeme),
        by_text as (
          select c.id from question q, chunk c
          join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
          where c.knowledge_base_id = any({2}) and c.search @@ q.query
          order by ts_rank(c.search, q.query, 1) desc, c.id limit {4}),
        by_vector as (
          select e.chunk_id as id from chunk_embedding e
          join chunk c on c.org_id = e.org_id and c.id = e.chunk_id
          join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
          where {1}::real[] is not null and e.dimensions = DIMENSIONS and e.profile_id = {3} and e.knowledge_base_id = any({2})
          order by e.embedding::vector(DIMENSIONS) <=> {1}::real[]::vector(DIMENSIONS) limit {4})
        select c.id as "ChunkId", c.document_id as "DocumentId", c.document_version_id as "DocumentVersionId", d.name as "Document",
               c.heading_path as "HeadingPath", c.page as "Page", c.span_start as "SpanStart", c.span_end as "SpanEnd", c.text as "Text",
               coalesce(ts_rank(c.search, q.query, 1), 0)::float8 as "TextRank",
               (1 - (e.embedding::vector(DIMENSIONS) <=> {1}::real[]::vector(DIMENSIONS)))::float8 as "Similarity"
        from (select id from by_text union select id from by_vector) found
        cross join question q
        join chunk c on c.id = found.id
        join document d on d.org_id = c.org_id and d.id = c.document_id
        left join chunk_embedding e on e.org_id = c.org_id and e.chunk_id = c.id and e.profile_id = {3} and e.dimensions = DIMENSIONS
        """;

    /// <summary>Each arm brings in up to <paramref name="candidates"/> chunks.</summary>
    public static async Task<List<PassageCandidate>> RunAsync(
        StudioDb db, string question, float[]? vector, SearchedBases bases, int candidates, CancellationToken cancellationToken)
    {
        // Behind a filter or row security the index gives too few rows unless it may go on.
        await db.Database.ExecuteSqlRawAsync("set local hnsw.iterative_scan = strict_order; set local hnsw.ef_search = 100", cancellationToken);
        // A type's modifier cannot be a parameter.
        var sql = Sql.Replace("DIMENSIONS", bases.Dimensions.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        object[] parameters = [question, (object?)vector ?? DBNull.Value, bases.Ids, bases.ProfileId, candidates];
        return await db.Database.SqlQueryRaw<PassageCandidate>(sql, parameters).ToListAsync(cancellationToken);
    }
}
