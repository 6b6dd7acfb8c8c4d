namespace AiStudio.Features.Knowledge.Deletion;

/// <summary>Rows that belong to a base, and how some of them are taken away.</summary>
/// <param name="Stage">How the job calls it.</param>
/// <param name="Batch">How many rows go in one transaction: what hangs on them goes too, and holds others up for no longer than about a second.</param>
/// <param name="Sql">Deletes {2} of the rows of base {1} of organization {0}.</param>
internal sealed record BasePart(string Stage, int Batch, string Sql)
{
    public const string Chunks = "chunks";

    /// <summary>In the order in which they go. Chunks take their vectors and postings with them, documents their versions, stages, tags and files.</summary>
    public static IReadOnlyList<BasePart> All { get; } =
    [
        new(Chunks, 500, """
            delete from chunk c using (select id from chunk where org_id = {0} and knowledge_base_id = {1} limit {2}) picked
            where c.org_id = {0} and c.id = picked.id
            """),
        new("documents", 50, """
            delete from document d using (select id from document where org_id = {0} and knowledge_base_id = {1} limit {2}) picked
            where d.org_id = {0} and d.id = picked.id
            """),
        // A question that another base was searched with too is that one's as well.
        new("queries", 500, """
            with picked as (select query_id from knowledge_query_base where org_id = {0} and knowledge_base_id = {1} limit {2}),
            gone as (
              delete from knowledge_query q using picked
              where q.org_id = {0} and q.id = picked.query_id
                and not exists (select 1 from knowledge_query_base other where other.org_id = {0} and other.query_id = q.id and other.knowledge_base_id <> {1}))
            delete from knowledge_query_base b using picked where b.org_id = {0} and b.knowledge_base_id = {1} and b.query_id = picked.query_id
            """),
        new("evaluations", 5, """
            delete from retrieval_run r using (
              select r.id from retrieval_run r join question_set s on s.org_id = r.org_id and s.id = r.question_set_id where r.org_id = {0} and s.knowledge_base_id = {1} limit {2}) picked
            where r.org_id = {0} and r.id = picked.id
            """),
        new("evaluations", 500, """
            delete from retrieval_question q using (
              select q.id from retrieval_question q join question_set s on s.org_id = q.org_id and s.id = q.question_set_id where q.org_id = {0} and s.knowledge_base_id = {1} limit {2}) picked
            where q.org_id = {0} and q.id = picked.id
            """),
        new("answers", 500, """
            delete from curated_answer a using (select id from curated_answer where org_id = {0} and knowledge_base_id = {1} limit {2}) picked
            where a.org_id = {0} and a.id = picked.id
            """),
    ];
}
