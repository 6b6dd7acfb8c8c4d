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
    public const int PageSize = 100;

    private const int LongestName = 200;

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
            var set = await CreateAsync(db, caller, baseId, name.Trim(), cancellationToken);
            if (set.Succeeded)
            {
                await AddAsync(db, set.Value, read.Value, cancellationToken);
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

    /// <summary>Adds a question to a set, by the set's name; it is made when there is none.</summary>
    public async Task<Result<Done>> AddQuestionAsync(Caller caller, Guid baseId, string setName, string question, IReadOnlyList<string> expected, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        if (QuestionFile.Checked(question, expected) is not { } one || setName.Trim() is not { Length: > 0 and <= LongestName } name)
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
        var set = sets is [var found] ? found : await CreateAsync(db, caller, baseId, name, cancellationToken);
        if (!set.Succeeded)
        {
            return set.Error;
        }

        await AddAsync(db, set.Value, [one], cancellationToken);
        db.LogActivity(caller, "question_set.question_added", "question_set", set.Value, new { name, knowledgeBase = baseId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>In their order, from after <paramref name="after"/> on; one more than a page has, when more follow.</summary>
    public async Task<Result<IReadOnlyList<QuestionRow>>> QuestionsAsync(Caller caller, Guid setId, Guid? after, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var baseId = await db.Database.SqlQuery<Guid?>($"""
            select knowledge_base_id as "Value" from question_set where org_id = {caller.OrganizationId} and id = {setId}
            """).ToListAsync(cancellationToken);
        if (baseId is not [{ } knowledgeBaseId])
        {
            return NotFound;
        }

        var rows = await db.Database.SqlQuery<Stored>($"""
            select id as "Id", question as "Question", expected as "Expected" from retrieval_question
            where org_id = {caller.OrganizationId} and question_set_id = {setId} and ({after}::uuid is null or id > {after}::uuid) order by id limit {PageSize + 1}
            """).ToListAsync(cancellationToken);
        var known = await ExpectedMatch.FindAsync(db, knowledgeBaseId, [.. rows.SelectMany(row => row.Expected)], cancellationToken);
        return rows.ConvertAll(row => new QuestionRow(row.Id, row.Question, row.Expected, [.. row.Expected.Where(name => !known.Contains(name))]));
    }

    /// <summary>The set with its questions and runs.</summary>
    public Task<Result<Done>> DeleteAsync(Caller caller, Guid setId, CancellationToken cancellationToken) => DeleteAsync(
        caller, "question_set.deleted",
        $"delete from question_set where org_id = {caller.OrganizationId} and id = {setId} returning id as \"SetId\", name as \"Name\", knowledge_base_id as \"KnowledgeBase\"", cancellationToken);

    /// <summary>The question, in all runs too.</summary>
    public Task<Result<Done>> DeleteQuestionAsync(Caller caller, Guid questionId, CancellationToken cancellationToken) => DeleteAsync(
        caller, "question_set.question_deleted", $"""
            with gone as (delete from retrieval_question where org_id = {caller.OrganizationId} and id = {questionId} returning org_id, question_set_id)
            select s.id as "SetId", s.name as "Name", s.knowledge_base_id as "KnowledgeBase" from gone join question_set s on s.org_id = gone.org_id and s.id = gone.question_set_id
            """, cancellationToken);

    private async Task<Result<Done>> DeleteAsync(Caller caller, string action, FormattableString sql, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Database.SqlQuery<Deleted>(sql).ToListAsync(cancellationToken) is not [var deleted])
        {
            return NotFound;
        }

        db.LogActivity(caller, action, "question_set", deleted.SetId, new { deleted.Name, deleted.KnowledgeBase });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static async Task<Result<Guid>> CreateAsync(StudioDb db, Caller caller, Guid baseId, string name, CancellationToken cancellationToken)
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

    private Task<int> AddAsync(StudioDb db, Guid setId, IReadOnlyList<NewQuestion> questions, CancellationToken cancellationToken)
    {
        // PostgreSQL has no arrays of arrays of different lengths; the documents of a question come as one text.
        // Ids that are made within one millisecond have no order, and the file's is wanted: each gets a millisecond of its own, up to now.
        var now = time.GetUtcNow();
        var ids = questions.Select((_, at) => Guid.CreateVersion7(now.AddMilliseconds(at - questions.Count))).ToArray();
        var texts = questions.Select(question => question.Text).ToArray();
        var expected = questions.Select(question => string.Join('\n', question.Expected)).ToArray();
        return db.Database.ExecuteSqlAsync($"""
            insert into retrieval_question (org_id, id, question_set_id, question, expected)
            select {db.Scope.OrganizationId}, q.id, {setId}, q.question, case q.expected when '' then array[]::text[] else string_to_array(q.expected, E'\n') end
            from unnest({ids}, {texts}, {expected}) as q(id, question, expected)
            """, cancellationToken);
    }

    private sealed record Deleted(Guid SetId, string Name, Guid KnowledgeBase);

    private sealed record Stored(Guid Id, string Question, string[] Expected);
}
