using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Writes of sets and their questions that several share.</summary>
internal static class StoredQuestions
{
    /// <summary>An empty set; its id. Error: <c>knowledge_base_not_found</c>.</summary>
    public static async Task<Result<Guid>> CreateSetAsync(StudioDb db, Caller caller, Guid baseId, string name, CancellationToken cancellationToken)
    {
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId && row.ArchivedAt == null, cancellationToken))
        {
            return Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");
        }

        var id = Guid.CreateVersion7();
        await db.Database.ExecuteSqlAsync($"""
            insert into question_set (org_id, id, knowledge_base_id, name, created_by) values ({caller.OrganizationId}, {id}, {baseId}, {name}, {caller.UserId})
            """, cancellationToken);
        return id;
    }

    /// <summary>Puts the questions into the set, in their order.</summary>
    public static Task<int> AddAsync(StudioDb db, Guid setId, IReadOnlyList<NewQuestion> questions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // PostgreSQL has no arrays of arrays of different lengths; the documents of a question come as one text.
        // Ids that are made within one millisecond have no order, and the file's is wanted: each gets a millisecond of its own, up to now.
        var ids = questions.Select((_, at) => Guid.CreateVersion7(now.AddMilliseconds(at - questions.Count))).ToArray();
        var texts = questions.Select(question => question.Text).ToArray();
        var expected = questions.Select(question => string.Join('\n', question.Expected)).ToArray();
        return db.Database.ExecuteSqlAsync($"""
            insert into retrieval_question (org_id, id, question_set_id, question, expected)
            select {db.Scope.OrganizationId}, q.id, {setId}, q.question, case q.expected when '' then array[]::text[] else string_to_array(q.expected, E'\n') end
            from unnest({ids}, {texts}, {expected}) as q(id, question, expected)
            """, cancellationToken);
    }
}
