using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>The questions of a set, one by one. Errors: those of <see cref="QuestionSets"/>, <c>question_invalid</c>, <c>document_not_found</c>.</summary>
internal sealed class RetrievalQuestions(StudioDatabase database, TimeProvider time)
{
    public const int PageSize = 100;

    /// <summary>In their order, from after <paramref name="after"/> on; one more than a page has, when more follow.</summary>
    public async Task<Result<IReadOnlyList<QuestionRow>>> ListAsync(Caller caller, Guid setId, Guid? after, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var baseId = await db.Database.SqlQuery<Guid?>($"""
            select knowledge_base_id as "Value" from question_set where org_id = {caller.OrganizationId} and id = {setId}
            """).ToListAsync(cancellationToken);
        if (baseId is not [{ } knowledgeBaseId])
        {
            return QuestionSets.NotFound;
        }

        var rows = await db.Database.SqlQuery<Stored>($"""
            select id as "Id", question as "Question", expected as "Expected" from retrieval_question
            where org_id = {caller.OrganizationId} and question_set_id = {setId} and ({after}::uuid is null or id > {after}::uuid) order by id limit {PageSize + 1}
            """).ToListAsync(cancellationToken);
        var known = await ExpectedMatch.FindAsync(db, knowledgeBaseId, [.. rows.SelectMany(row => row.Expected)], cancellationToken);
        return rows.ConvertAll(row => new QuestionRow(row.Id, row.Question, row.Expected, [.. row.Expected.Where(name => !known.Contains(name))]));
    }

    /// <summary>Adds a question to a set, by the set's name; it is made when there is none.</summary>
    public async Task<Result<Done>> AddAsync(Caller caller, Guid baseId, string setName, string question, IReadOnlyList<string> expected, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        if (QuestionFile.Checked(question, expected) is not { } one || setName.Trim() is not { Length: > 0 and <= QuestionSets.LongestName } name)
        {
            return Error.Invalid("question_invalid", "A question has 1 to 2,000 characters and at most 20 documents, and its set has a name.");
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var known = await ExpectedMatch.FindAsync(db, baseId, one.Expected, cancellationToken);
        if (one.Expected.FirstOrDefault(document => !known.Contains(document)) is { } missing)
        {
            return Error.Invalid("document_not_found", $"This base has no document called “{missing}”.");
        }

        var sets = await db.Database.SqlQuery<Guid>($"""
            select id as "Value" from question_set where org_id = {caller.OrganizationId} and knowledge_base_id = {baseId} and name = {name}
            """).ToListAsync(cancellationToken);
        var set = sets is [var found] ? found : await StoredQuestions.CreateSetAsync(db, caller, baseId, name, cancellationToken);
        if (!set.Succeeded)
        {
            return set.Error;
        }

        await StoredQuestions.AddAsync(db, set.Value, [one], time.GetUtcNow(), cancellationToken);
        db.LogActivity(caller, "question_set.question_added", "question_set", set.Value, new { name, knowledgeBase = baseId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>The question, in all runs too.</summary>
    public async Task<Result<Done>> DeleteAsync(Caller caller, Guid questionId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Database.SqlQuery<Deleted>($"""
            with gone as (delete from retrieval_question where org_id = {caller.OrganizationId} and id = {questionId} returning org_id, question_set_id)
            select s.id as "SetId", s.name as "Name", s.knowledge_base_id as "KnowledgeBase" from gone join question_set s on s.org_id = gone.org_id and s.id = gone.question_set_id
            """).ToListAsync(cancellationToken) is not [var deleted])
        {
            return QuestionSets.NotFound;
        }

        db.LogActivity(caller, "question_set.question_deleted", "question_set", deleted.SetId, new { deleted.Name, deleted.KnowledgeBase });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private sealed record Deleted(Guid SetId, string Name, Guid KnowledgeBase);

    private sealed record Stored(Guid Id, string Question, string[] Expected);
}
