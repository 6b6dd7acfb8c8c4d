using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// The words' arm: BM25 (k1 1.2, b 0.75) over the postings of the searched bases. Any word of the question brings a chunk in; that all stand in it
/// is asked of none, since most questions would find nothing. Document frequencies are counted on the way, among these bases only.
/// </summary>
internal static class WordSearch
{
    private const string Sql = """
        with term as (
          select distinct w.n, l.lexeme collate "C" as lexeme
          from unnest({0}::text[]) with ordinality as w(word, n)
          cross join (select distinct unnest(b.languages) as language from knowledge_base b where b.id = any({1})) g
          cross join unnest(tsvector_to_array(search_text(g.language, w.word))) as l(lexeme)),
        hit as materialized (
          select p.chunk_id, t.n, p.frequency, p.length from term t join posting p on p.knowledge_base_id = any({1}) and p.lexeme = t.lexeme),
        known as (select n, count(*) as frequency from hit group by n),
        searched as (select coalesce(sum(d.chunk_count), 0)::bigint as chunks from document d where d.knowledge_base_id = any({1}) and d.current_version_id is not null),
        mean as (select avg(length)::float8 as length from hit),
        scored as materialized (
          select h.chunk_id, sum(ln(1 + (greatest(s.chunks - k.frequency, 0) + 0.5) / (k.frequency + 0.5))
                               * h.frequency * 2.2 / (h.frequency + 1.2 * (0.25 + 0.75 * h.length / m.length)))::float8 as score
          from hit h join known k on k.n = h.n cross join searched s cross join mean m group by h.chunk_id),
        ranked as (
          select s.chunk_id, s.score, row_number() over (order by s.score desc, s.chunk_id)::int as rank from scored s FILTER)
        select (select chunks from searched) as "Chunks",
               (select array_agg(case when t.n is null then -1 else coalesce(k.frequency, 0) end order by w.n)
                from generate_series(1, cardinality({0}::text[])) as w(n)
                left join (select distinct n from term) t on t.n = w.n left join known k on k.n = w.n) as "Frequencies",
               r.chunk_id as "ChunkId", r.score as "Score", r.rank as "Rank"
        from (select 1) one left join ranked r on r.rank <= {2} or r.chunk_id = any({3})
        """;

    private const string Filtered = "join chunk c on c.id = s.chunk_id join document d on d.org_id = c.org_id and d.id = c.document_id where true";

    /// <summary>The best <paramref name="count"/>, and those of <paramref name="alsoScored"/> that have a word of the question.</summary>
    public static async Task<WordHits> RunAsync(
        StudioDb db, Question question, Guid[] bases, Guid[] alsoScored, SearchFilter filter, int count, CancellationToken cancellationToken)
    {
        var narrowing = filter.Sql(4);
        var sql = Sql.Replace("FILTER", narrowing.Length == 0 ? "" : Filtered + narrowing, StringComparison.Ordinal);
        object[] parameters = [question.Content.Select(word => question.Text[word.Start..word.End]).ToArray(), bases, count, alsoScored, .. filter.Parameters];
        var rows = await db.Database.SqlQueryRaw<Row>(sql, parameters).ToListAsync(cancellationToken);
        return new WordHits(
            new Rarity(question, rows[0].Chunks, [.. rows[0].Frequencies?.Select(frequency => frequency < 0 ? null : (long?)frequency) ?? []]),
            rows.Where(row => row.ChunkId is not null).ToDictionary(row => row.ChunkId!.Value, row => new ArmScore(row.Score!.Value, row.Rank!.Value)));
    }

    private sealed record Row(long Chunks, long[]? Frequencies, Guid? ChunkId, double? Score, int? Rank);
}

/// <summary>What the words' arm found, and how rare each word is among what was searched.</summary>
internal sealed record WordHits(Rarity Rarity, IReadOnlyDictionary<Guid, ArmScore> Scores);
