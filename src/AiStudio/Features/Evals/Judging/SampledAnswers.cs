using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Evals.Judging;

/// <summary>The answers of experiments that judges are to score, of all organizations. Each is read as its owner, and by nobody else.</summary>
internal sealed class SampledAnswers(StudioDatabase database)
{
    // Longer than two calls of a judge may take.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(15);

    /// <summary>The newest of each organization, and not many of one: who has no money left keeps nobody waiting.</summary>
    public async Task<IReadOnlyList<SampledAnswer>> DueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, owner_id, experiment_id, answer_id from answers_to_judge()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<SampledAnswer>();
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new(new TenantScope(reader.GetGuid(0), reader.GetGuid(1)), reader.GetGuid(2), reader.GetGuid(3)));
        return due;
    }

    /// <summary>
    /// Whom to ask about what; null when another has claimed it, or when there is nothing to ask: its conversation was deleted, or the judge is no longer in use.
    /// A claim without an end is free again after some minutes.
    /// </summary>
    public async Task<(EvalJudge Judge, JudgedAnswer Asked)?> ClaimAsync(SampledAnswer answer, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(answer.Scope, cancellationToken);
        var claimed = await db.Database.ExecuteSqlAsync($"""
            update experiment_answer set judge_at = now() + {s_lease}
            where org_id = {answer.Scope.OrganizationId} and experiment_id = {answer.ExperimentId} and id = (
              select id from experiment_answer
              where org_id = {answer.Scope.OrganizationId} and experiment_id = {answer.ExperimentId} and id = {answer.Id} and judge_at <= now()
              for update skip locked)
            """, cancellationToken);
        if (claimed == 0)
            return null;
        var judge = await (
            from experiment in db.Set<Experiment>()
            join one in db.Set<EvalJudge>() on experiment.JudgeId equals one.Id
            where experiment.Id == answer.ExperimentId && one.ArchivedAt == null
            select one).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var said = await (
            from turn in db.Set<Turn>()
            join conversation in db.Set<Conversation>() on turn.ConversationId equals conversation.Id
            join question in db.Set<Message>() on turn.QuestionId equals question.Id
            join text in db.Set<Message>() on turn.AnswerId equals text.Id
            where turn.Id == answer.Id && conversation.DeletedAt == null
            select new { Question = question.Parts, Answer = text.Parts }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (judge is null || said is null)
            await EndAsync(db, answer, null, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return judge is null || said is null ? null : (judge, new JudgedAnswer(Message.TextOf(said.Question), Message.TextOf(said.Answer), null));
    }

    /// <summary>Nobody is asked about it again.</summary>
    /// <param name="answer">Which.</param>
    /// <param name="passed">What the judge said; null when that cannot be known.</param>
    public async Task EndAsync(SampledAnswer answer, bool? passed)
    {
        // It has been paid for: kept, also when the node is stopping.
        await using var db = await database.BeginAsync(answer.Scope, CancellationToken.None);
        await EndAsync(db, answer, passed, CancellationToken.None);
        await db.CommitAsync(CancellationToken.None);
    }

    private static Task<int> EndAsync(StudioDb db, SampledAnswer answer, bool? passed, CancellationToken cancellationToken)
    {
        var score = passed is { } good ? good ? 1.0 : 0.0 : (double?)null;
        return db.Database.ExecuteSqlAsync($"""
            update experiment_answer set judge_at = null, judged = {score}
            where org_id = {answer.Scope.OrganizationId} and experiment_id = {answer.ExperimentId} and id = {answer.Id} and judged is null
            """, cancellationToken);
    }
}
