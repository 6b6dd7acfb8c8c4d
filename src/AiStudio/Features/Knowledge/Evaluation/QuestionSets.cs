using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>
/// Sets of questions that a base is measured with, for those who look after it. Errors: <c>admins_only</c>, <c>knowledge_base_not_found</c>,
/// <c>question_set_not_found</c>, <c>name_invalid</c>, <c>name_taken</c>, and those of <see cref="QuestionFile"/>.
/// </summary>
internal sealed class QuestionSets(StudioDatabase database, TimeProvider time)
{
    internal const int LongestName = 200;

    public static Error Forbidden => Error.Forbidden("admins_only", "Only those who look after the base evaluate its search.");

    public static Error NotFound => Error.NotFound("question_set_not_found", "There is no such set of questions.");

    /// <summary>By name.</summary>
    public async Task<Result<IReadOnlyList<QuestionSetRow>>> ListAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<QuestionSetRow>($"""
            select s.id as "Id", s.name as "Name", s.created_at as "CreatedAt",
                   (select count(*)::int from retrieval_question q where q.org_id = s.org_id and q.question_set_id = s.id) as "Questions",
                   (select count(*)::int from retrieval_run r where r.org_id = s.org_id and r.question_set_id = s.id) as "Runs"
            from question_set s where s.org_id = {caller.OrganizationId} and s.knowledge_base_id = {baseId} order by lower(s.name), s.id limit 500
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Makes a set of a file's questions. Its id.</summary>
    public async Task<Result<Guid>> ImportAsync(Caller caller, Guid baseId, string name, byte[] content, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        if (name.Trim() is not { Length: > 0 and <= LongestName } || name.Contains('\0', StringComparison.Ordinal))
        {
            return Error.Invalid("name_invalid", "A name has 1 to 200 characters.");
        }

        var read = QuestionFile.Read(content);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        try
        {
            await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
            var set = await StoredQuestions.CreateSetAsync(db, caller, baseId, name.Trim(), cancellationToken);
            if (set.Succeeded)
            {
                await StoredQuestions.AddAsync(db, set.Value, read.Value, time.GetUtcNow(), cancellationToken);
                db.LogActivity(caller, "question_set.imported", "question_set", set.Value, new { name = name.Trim(), knowledgeBase = baseId, questions = read.Value.Count });
                await db.CommitAsync(cancellationToken);
            }

            return set;
        }
        catch (PostgresException ex) when (ex.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Error.Conflict("name_taken", "This base has a set of this name already. Choose another name.");
        }
    }

    /// <summary>The set with its questions and runs.</summary>
    public async Task<Result<Done>> DeleteAsync(Caller caller, Guid setId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Database.SqlQuery<Deleted>($"""
            delete from question_set where org_id = {caller.OrganizationId} and id = {setId} returning name as "Name", knowledge_base_id as "KnowledgeBase"
            """).ToListAsync(cancellationToken) is not [var deleted])
        {
            return NotFound;
        }

        db.LogActivity(caller, "question_set.deleted", "question_set", setId, new { deleted.Name, deleted.KnowledgeBase });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private sealed record Deleted(string Name, Guid KnowledgeBase);
}
