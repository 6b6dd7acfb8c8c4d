using System.Text.Json;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Starts and shows runs over a set of questions, one or two side by side. Errors: those of <see cref="QuestionSets"/>, <c>run_not_found</c>.</summary>
internal sealed class RetrievalRuns(StudioDatabase database, JobService jobs, SearchBench bench)
{
    public const int PageSize = 50;

    private const int MostRuns = 100;

    /// <summary>Queues a run with the saved settings of the base, or with others that are tried before they are saved. Its id.</summary>
    public async Task<Result<Guid>> StartAsync(Caller caller, Guid baseId, Guid setId, BenchSettings? tried, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        var saved = await bench.SettingsAsync(caller, baseId, cancellationToken);
        if (!saved.Succeeded)
        {
            return saved.Error;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var questions = await db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from retrieval_question q join question_set s on s.org_id = q.org_id and s.id = q.question_set_id
            where q.org_id = {caller.OrganizationId} and s.id = {setId} and s.knowledge_base_id = {baseId}
            """).SingleAsync(cancellationToken);
        if (questions == 0)
        {
            return QuestionSets.NotFound;
        }

        var id = Guid.CreateVersion7();
        var settings = JsonSerializer.Serialize(tried ?? saved.Value, JsonSerializerOptions.Web);
        var job = await jobs.EnqueueAsync(db, new NewJob(EvaluateRetrieval.JobKind, id), cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into retrieval_run (org_id, id, question_set_id, job_id, settings, saved, questions, created_by)
            values ({caller.OrganizationId}, {id}, {setId}, {job}, {settings}::jsonb, {tried is null || tried == saved.Value}, {questions}, {caller.UserId})
            """, cancellationToken);
        db.LogActivity(caller, "retrieval_run.started", "retrieval_run", id, new { questionSet = setId, knowledgeBase = baseId, questions });
        await db.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>The newest first.</summary>
    public async Task<Result<IReadOnlyList<RunRow>>> ListAsync(Caller caller, Guid setId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<RunRow>($"""
            select r.id as "Id", r.settings::text as "Settings", r.saved as "Saved", r.questions as "Questions", m.done as "Done", coalesce(j.state, 'dead') as "State",
                   j.reason as "Reason", m.recall1 as "Recall1", m.recall5 as "Recall5", m.recall10 as "Recall10", m.mrr as "Mrr", m.unanswerable as "Unanswerable",
                   m.abstained as "Abstained", m.ms as "MeanMs", r.created_at as "CreatedAt"
            from retrieval_run r left join job j on j.org_id = r.org_id and j.id = r.job_id
            cross join lateral (
              select count(*)::int as done, count(*) filter (where o.expected = 0)::int as unanswerable, count(*) filter (where o.expected = 0 and not o.fits)::int as abstained,
                     avg(o.duration_ms)::float8 as ms,
                     avg((select count(*) from unnest(o.ranks) k where k <= 1)::float8 / o.expected) filter (where o.expected > 0) as recall1,
                     avg((select count(*) from unnest(o.ranks) k where k <= 5)::float8 / o.expected) filter (where o.expected > 0) as recall5,
                     avg((select count(*) from unnest(o.ranks) k where k <= 10)::float8 / o.expected) filter (where o.expected > 0) as recall10,
                     avg(coalesce(1.0 / o.ranks[1], 0)::float8) filter (where o.expected > 0) as mrr
              from (select ranks, fits, duration_ms, expected from retrieval_result x where x.org_id = r.org_id and x.run_id = r.id) o) m
            where r.org_id = {caller.OrganizationId} and r.question_set_id = {setId} order by r.id desc limit {MostRuns}
            """).ToListAsync(cancellationToken);
    }

    /// <summary>What a run made of each question, in their order, beside another run when that is given; one more than a page has, when more follow.</summary>
    public async Task<Result<IReadOnlyList<ResultRow>>> ResultsAsync(Caller caller, Guid runId, Guid? otherId, ResultKind kind, Guid? after, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        var wanted = kind.ToString();
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<ResultRow>($"""
            select q.id as "QuestionId", q.question as "Question", q.expected as "Expected", o.ranks as "Ranks", o.found as "Found", o.fits as "Fits",
                   o.duration_ms as "DurationMs", p.ranks as "OtherRanks", p.found as "OtherFound", p.fits as "OtherFits"
            from retrieval_result o join retrieval_question q on q.org_id = o.org_id and q.id = o.question_id
            left join retrieval_result p on p.org_id = o.org_id and p.run_id = {otherId} and p.question_id = o.question_id
            where o.org_id = {caller.OrganizationId} and o.run_id = {runId} and ({after}::uuid is null or q.id > {after}::uuid)
              and ({wanted} = 'All'
                   or ({wanted} = 'Missed' and case o.expected when 0 then o.fits else cardinality(o.ranks) = 0 end)
                   or ({wanted} = 'Different' and p.run_id is not null and case o.expected when 0 then o.fits <> p.fits else o.ranks[1] is distinct from p.ranks[1] end))
            order by q.id limit {PageSize + 1}
            """).ToListAsync(cancellationToken);
    }

    /// <summary>How the second run stands to the first.</summary>
    public async Task<Result<RunComparison>> CompareAsync(Caller caller, Guid firstId, Guid secondId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<RunComparison>($"""
            with pair as (
              select case a.expected when 0 then (not a.fits)::int else coalesce(1.0 / a.ranks[1], 0) end as before,
                     case b.expected when 0 then (not b.fits)::int else coalesce(1.0 / b.ranks[1], 0) end as after
              from retrieval_result a join retrieval_result b on b.org_id = a.org_id and b.question_id = a.question_id and b.run_id = {secondId}
              where a.org_id = {caller.OrganizationId} and a.run_id = {firstId})
            select count(*) filter (where after > before)::int as "Better", count(*) filter (where after < before)::int as "Worse",
                   count(*) filter (where after = before)::int as "Alike" from pair
            """).SingleAsync(cancellationToken);
    }

    /// <summary>What it has measured by then stays.</summary>
    public async Task<Result<Done>> StopAsync(Caller caller, Guid runId, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return QuestionSets.Forbidden;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var job = await db.Database.SqlQuery<Guid>($"select job_id as \"Value\" from retrieval_run where org_id = {caller.OrganizationId} and id = {runId} and job_id is not null")
            .ToListAsync(cancellationToken);
        if (job is not [var running])
        {
            return Error.NotFound("run_not_found", "There is no such run.");
        }

        var stopped = await jobs.CancelAsync(db, running, cancellationToken);
        if (stopped.Succeeded)
        {
            db.LogActivity(caller, "retrieval_run.stopped", "retrieval_run", runId);
        }

        await db.CommitAsync(cancellationToken);
        return stopped;
    }
}
