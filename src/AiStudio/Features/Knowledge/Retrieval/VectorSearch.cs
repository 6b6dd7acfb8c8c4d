using System.Globalization;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>
/// The vectors' arm. Bases of ordinary size are scanned whole by their sketches, two bits a dimension, and the best of those compared in full: an
/// index over all tenants loses rows behind a narrow filter. For large ones the HNSW index of the profile's dimension answers, scanning on until enough rows pass.
/// </summary>
internal static class VectorSearch
{
    // In bases of 5,000 to 20,000 chunks these hold 97 of 100 of the ten nearest; half as many held 94.
    private const int Rescored = 2_000;

    // The product of the question and the sketch, each number in three steps: bits that agree count for a chunk, bits that contradict against it.
    private const string Scan = """
        with near as materialized (
          select e.chunk_id, e.embedding, c.document_id, c.document_version_id
          from (select e.org_id, e.chunk_id, e.embedding from chunk_embedding e WITHIN
                where e.knowledge_base_id = any({0}) and e.profile_id = {1} and e.dimensions = DIMENSIONS NARROWED
                order by bit_count(e.ternary & {3}::bit varying) + bit_count(e.ternary & {4}::bit varying) + bit_count(e.ternary & {5}::bit varying)
                  - bit_count(e.ternary & {8}::bit varying) - bit_count(e.ternary & {9}::bit varying) - bit_count(e.ternary & {10}::bit varying) desc limit {6}) e
          join chunk c on c.org_id = e.org_id and c.id = e.chunk_id)
        select n.chunk_id as "ChunkId", (1 - (n.embedding <=> {2}::real[]::vector(DIMENSIONS)))::float8 as "Score"
        from near n join document d on d.id = n.document_id and d.current_version_id = n.document_version_id
        order by n.embedding <=> {2}::real[]::vector(DIMENSIONS), n.chunk_id limit {7}
        """;

    private const string Index = """
        select e.chunk_id as "ChunkId", (1 - (e.embedding::vector(DIMENSIONS) <=> {2}::real[]::vector(DIMENSIONS)))::float8 as "Score"
        from chunk_embedding e
        join chunk c on c.org_id = e.org_id and c.id = e.chunk_id
        join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
        where e.knowledge_base_id = any({0}) and e.profile_id = {1} and e.dimensions = DIMENSIONS and e.in_index NARROWED
        order by e.embedding::vector(DIMENSIONS) <=> {2}::real[]::vector(DIMENSIONS) limit {7}
        """;

    private const string Within = "join chunk c on c.org_id = e.org_id and c.id = e.chunk_id join document d on d.org_id = c.org_id and d.id = c.document_id";

    /// <summary>The nearest <paramref name="count"/> chunks by the cosine.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ArmScore>> RunAsync(
        StudioDb db, SearchedBases bases, float[] vector, SearchFilter filter, int count, CancellationToken cancellationToken)
    {
        var narrowing = filter.Sql(11);
        var exact = narrowing.Length > 0 || !bases.Indexed;
        // A type's modifier cannot be a parameter.
        var sql = (exact ? Scan : Index).Replace("DIMENSIONS", bases.Dimensions.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("WITHIN", narrowing.Length == 0 ? "" : Within, StringComparison.Ordinal).Replace("NARROWED", narrowing, StringComparison.Ordinal);
        if (!exact)
        {
            // Behind a filter or row security the index gives too few rows unless it may go on.
            await db.Database.ExecuteSqlRawAsync("set local hnsw.iterative_scan = strict_order; set local hnsw.ef_search = 100", cancellationToken);
        }

        var usual = vector.Select(Math.Abs).Where(value => value > 0).DefaultIfEmpty().Average();
        object[] parameters =
        [
            bases.Ids, bases.ProfileId, vector, Bits(vector, 0), Bits(vector, usual), Bits(vector, 2 * usual),
            Math.Max(Rescored, 4 * count), count, Bits(Opposite(vector), 0), Bits(Opposite(vector), usual), Bits(Opposite(vector), 2 * usual), .. filter.Parameters,
        ];
        var rows = await db.Database.SqlQueryRaw<Row>(sql, parameters).ToListAsync(cancellationToken);
        return rows.Select((row, at) => (row, at)).ToDictionary(pair => pair.row.ChunkId, pair => new ArmScore(pair.row.Score, pair.at + 1));
    }

    private static float[] Opposite(float[] vector) => [.. vector.Select(value => -value)];

    // First the numbers above the step, then those as far below nothing, as the sketch has them.
    private static string Bits(float[] vector, float step) => string.Create(2 * vector.Length, (vector, step), static (bits, state) =>
    {
        for (var at = 0; at < state.vector.Length; at++)
        {
            bits[at] = state.vector[at] > state.step ? '1' : '0';
            bits[state.vector.Length + at] = state.vector[at] < -state.step ? '1' : '0';
        }
    });

    private sealed record Row(Guid ChunkId, double Score);
}
