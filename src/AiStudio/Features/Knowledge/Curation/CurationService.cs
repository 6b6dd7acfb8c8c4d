using AiStudio.Features.ActivityLog;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>Curated answers: everybody who reads a base may write a draft, admins approve and retire. What is changed has to be approved again.</summary>
internal sealed class CurationService(StudioDatabase database, IEmbeddingGenerator<string, Embedding<float>> embeddings, TimeProvider time)
{
    private const int LongestQuestion = 2_000;
    private const int LongestAnswer = 20_000;
    private const int Listed = 500;

    public static bool MayApprove(Caller caller) => KnowledgeService.MayWrite(caller);

    /// <summary>Those of a base, what waits for approval first, then the most given; at most 500. Errors: <c>knowledge_base_not_found</c>.</summary>
    public async Task<Result<List<CuratedEntry>>> ListAsync(Caller caller, Guid baseId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId, cancellationToken))
        {
            return NoBase;
        }

        var rows = await db.Database.SqlQuery<Row>($"""
            select a.id as "Id", a.question as "Question", a.answer as "Answer", a.state as "State", author.display_name as "Author", approver.display_name as "Approver",
                   a.hits as "Hits", a.last_hit_at as "LastHitAt"
            from curated_answer a left join app_user author on author.id = a.created_by left join app_user approver on approver.id = a.approved_by
            where a.org_id = {caller.OrganizationId} and a.knowledge_base_id = {baseId}
            order by array_position(array['draft', 'approved', 'retired'], a.state), a.hits desc, a.id limit {Listed}
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => row.ToEntry());
    }

    /// <summary>A new draft. Errors: <c>knowledge_base_not_found</c>, <c>question_invalid</c>, <c>answer_invalid</c>.</summary>
    public async Task<Result<Guid>> ProposeAsync(Caller caller, Guid baseId, string question, string answer, CancellationToken cancellationToken)
    {
        if (Check(question, answer) is { } problem)
        {
            return problem;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await db.Set<KnowledgeBase>().AnyAsync(row => row.Id == baseId && row.ArchivedAt == null, cancellationToken))
        {
            return NoBase;
        }

        var draft = db.Add(new CuratedAnswer
        {
            OrganizationId = caller.OrganizationId,
            Id = Guid.CreateVersion7(),
            KnowledgeBaseId = baseId,
            Question = question.Trim(),
            Answer = answer.Trim(),
            CreatedBy = caller.UserId,
            CreatedAt = time.GetUtcNow(),
        }).Entity;
        db.LogActivity(caller, "curated_answer.proposed", "curated_answer", draft.Id, new { knowledgeBase = baseId });
        await db.CommitAsync(cancellationToken);
        return draft.Id;
    }

    /// <summary>Other words; what was approved is a draft again. For its author and for admins. Errors: <c>not_yours</c>, <c>curated_answer_not_found</c>, as for a new one.</summary>
    public Task<Result<Guid>> EditAsync(Caller caller, Guid id, string question, string answer, CancellationToken cancellationToken) =>
        Check(question, answer) is { } problem ? Task.FromResult<Result<Guid>>(problem) : ChangeAsync(caller, id, "edited", row =>
        {
            if (!MayApprove(caller) && (row.CreatedBy != caller.UserId || row.State != CuratedState.Draft))
            {
                return Error.Forbidden("not_yours", "Only admins change what others have written or what is approved. Write an answer of your own.");
            }

            (row.Question, row.Answer, row.State) = (question.Trim(), answer.Trim(), CuratedState.Draft);
            (row.Embedding, row.EmbeddingModel) = (null, null);
            return null;
        }, cancellationToken);

    /// <summary>It is given from now on. Errors: <c>admins_only</c>, <c>curated_answer_not_found</c>, <c>curated_answer_changed</c>.</summary>
    public async Task<Result<Guid>> ApproveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!MayApprove(caller))
        {
            return Error.Forbidden("admins_only", "Only admins approve answers.");
        }

        var found = await SignedAsync(caller, id, cancellationToken);
        if (found is not { } signed)
        {
            return NotFound;
        }

        return await ChangeAsync(caller, id, "approved", row =>
        {
            if (row.Question != signed.Question)
            {
                return Error.Conflict("curated_answer_changed", "Somebody has changed this answer meanwhile. Read it again, then approve it.");
            }

            (row.State, row.ApprovedBy, row.ApprovedAt) = (CuratedState.Approved, caller.UserId, time.GetUtcNow());
            (row.Embedding, row.EmbeddingModel) = (signed.Vector, signed.Vector is null ? null : signed.Model);
            return null;
        }, cancellationToken);
    }

    /// <summary>It is given no more; it stays in the list with its hits. Errors: <c>admins_only</c>, <c>curated_answer_not_found</c>.</summary>
    public Task<Result<Guid>> RetireAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        !MayApprove(caller) ? Task.FromResult<Result<Guid>>(Error.Forbidden("admins_only", "Only admins retire answers.")) : ChangeAsync(caller, id, "retired", row =>
        {
            row.State = CuratedState.Retired;
            return null;
        }, cancellationToken);

    private static Error NoBase => Error.NotFound("knowledge_base_not_found", "There is no such knowledge base.");

    private static Error NotFound => Error.NotFound("curated_answer_not_found", "This answer does not exist any more.");

    private static Error? Check(string question, string answer) =>
        question.Trim().Length is < 3 or > LongestQuestion || question.Contains('\0', StringComparison.Ordinal) ? Error.Invalid("question_invalid", $"A question has 3 to {LongestQuestion:N0} characters.")
        : answer.Trim().Length is < 1 or > LongestAnswer || answer.Contains('\0', StringComparison.Ordinal) ? Error.Invalid("answer_invalid", $"An answer has 1 to {LongestAnswer:N0} characters.")
        : null;

    // The call to the model stands outside of every transaction.
    private async Task<(string Question, string Model, float[]? Vector)?> SignedAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        string question, model;
        await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
        {
            var found = await (
                from answer in db.Set<CuratedAnswer>()
                join knowledge in db.Set<KnowledgeBase>() on answer.KnowledgeBaseId equals knowledge.Id
                join profile in db.Set<EmbeddingProfile>() on knowledge.EmbeddingProfileId equals profile.Id
                where answer.Id == id
                select new { answer.Question, profile.Model }).SingleOrDefaultAsync(cancellationToken);
            if (found is null)
            {
                return null;
            }

            (question, model) = (found.Question, found.Model);
        }

        try
        {
            using var call = new GatewayCall(new GatewayCaller(caller.OrganizationId, caller.UserId, null, "embedding"), model);
            var vectors = await embeddings.GenerateAsync([question], new GatewayEmbeddingOptions(call), cancellationToken);
            return (question, model, vectors[0].Vector.ToArray());
        }
        catch (GatewayException)
        {
            // Words alone compare then.
            return (question, model, null);
        }
    }

    private async Task<Result<Guid>> ChangeAsync(Caller caller, Guid id, string what, Func<CuratedAnswer, Error?> change, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var row = (await db.Set<CuratedAnswer>().FromSql($"select * from curated_answer where org_id = {caller.OrganizationId} and id = {id} for update")
            .ToListAsync(cancellationToken)).SingleOrDefault();
        if (row is null)
        {
            return NotFound;
        }

        if (change(row) is { } problem)
        {
            return problem;
        }

        db.LogActivity(caller, $"curated_answer.{what}", "curated_answer", id, new { knowledgeBase = row.KnowledgeBaseId });
        await db.CommitAsync(cancellationToken);
        return id;
    }

    private sealed record Row(Guid Id, string Question, string Answer, string State, string? Author, string? Approver, long Hits, DateTimeOffset? LastHitAt)
    {
        public CuratedEntry ToEntry() => new(Id, Question, Answer, Enum.Parse<CuratedState>(State, ignoreCase: true), Author, Approver, Hits, LastHitAt);
    }
}
