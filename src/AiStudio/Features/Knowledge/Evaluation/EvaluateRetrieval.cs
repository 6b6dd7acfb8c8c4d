using System.Text.Json;
using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Searches a base with each question of a set and notes where the expected documents stand. A run that was cut off goes on with the next question.</summary>
internal sealed class EvaluateRetrieval(PassageRetriever retriever) : IJobHandler
{
    public const string JobKind = "evaluate_retrieval";

    private const int Batch = 10;
    private const int Judged = 10;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var runId = run.SubjectId!.Value;
        while (true)
        {
            Target? target;
            List<Pending> pending;
            ILookup<string, Guid> known;
            await using (var db = await run.BeginAsync(cancellationToken))
            {
                target = await FindAsync(db, runId, cancellationToken) ?? throw new JobFailedException("The set of questions was deleted meanwhile.");
                pending = await PendingAsync(db, runId, cancellationToken);
                known = await ExpectedMatch.FindAsync(db, target.BaseId, [.. pending.SelectMany(question => question.Expected)], cancellationToken);
            }

            if (pending.Count == 0)
            {
                return;
            }

            var settings = JsonSerializer.Deserialize<BenchSettings>(target.Settings, JsonSerializerOptions.Web)!.ToSettings();
            var caller = run.Caller("search");
            var judged = new List<Judgement>();
            foreach (var question in pending)
            {
                judged.Add(await JudgeAsync(run, caller, target.BaseId, question, known, settings, cancellationToken));
            }

            await using var write = await run.BeginAsync(cancellationToken);
            await SaveAsync(write, runId, judged, cancellationToken);
            await run.ReportAsync(write, "searching", Math.Min(99, 100 * (target.Done + judged.Count) / Math.Max(1, target.Questions)), cancellationToken);
            await write.CommitAsync(cancellationToken);
        }
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Judgement> JudgeAsync(
        JobRun run, GatewayCaller caller, Guid baseId, Pending question, ILookup<string, Guid> known, RetrievalSettings settings, CancellationToken cancellationToken)
    {
        var found = await retriever.SearchAsync(run.Scope, caller, new SearchRequest([baseId], question.Question) { Settings = settings }, cancellationToken);
        // What a chat would be given first, then what it would have been given next.
        var documents = found.Passages.Select(passage => (passage.DocumentId, passage.Document))
            .Concat(found.Candidates.Select(candidate => (candidate.Chunk.DocumentId, candidate.Chunk.Document))).DistinctBy(document => document.DocumentId).Take(Judged).ToList();
        var ranks = question.Expected
            .Select(name => documents.FindIndex(document => known[name].Contains(document.DocumentId)) + 1).Where(rank => rank > 0).Order().ToArray();
        return new Judgement(question.Id, question.Expected.Length, ranks, [.. documents.Select(document => document.Document)], found.Fits, found.DurationMs);
    }

    private static async Task<Target?> FindAsync(StudioDb db, Guid runId, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<Target>($"""
            select s.knowledge_base_id as "BaseId", r.settings::text as "Settings", r.questions as "Questions",
                   (select count(*)::int from retrieval_result o where o.org_id = r.org_id and o.run_id = r.id) as "Done"
            from retrieval_run r join question_set s on s.org_id = r.org_id and s.id = r.question_set_id
            where r.org_id = {db.Scope.OrganizationId} and r.id = {runId}
            """).ToListAsync(cancellationToken)).SingleOrDefault();

    // Questions that were added since the run began are not its own: ids are made in the order of time.
    private static Task<List<Pending>> PendingAsync(StudioDb db, Guid runId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<Pending>($"""
            select q.id as "Id", q.question as "Question", q.expected as "Expected"
            from retrieval_run r join retrieval_question q on q.org_id = r.org_id and q.question_set_id = r.question_set_id and q.id < r.id
            where r.org_id = {db.Scope.OrganizationId} and r.id = {runId}
              and not exists (select 1 from retrieval_result o where o.org_id = r.org_id and o.run_id = r.id and o.question_id = q.id)
            order by q.id limit {Batch}
            """).ToListAsync(cancellationToken);

    private static async Task SaveAsync(StudioDb db, Guid runId, List<Judgement> judged, CancellationToken cancellationToken)
    {
        foreach (var one in judged)
        {
            // A question that was deleted meanwhile has no result.
            await db.Database.ExecuteSqlAsync($"""
                insert into retrieval_result (org_id, run_id, question_id, expected, ranks, found, fits, duration_ms)
                select q.org_id, {runId}, q.id, {one.Expected}, {one.Ranks}, {one.Found}, {one.Fits}, {one.DurationMs}
                from retrieval_question q where q.org_id = {db.Scope.OrganizationId} and q.id = {one.QuestionId} for share
                """, cancellationToken);
        }
    }

    private sealed record Target(Guid BaseId, string Settings, int Questions, int Done);

    private sealed record Pending(Guid Id, string Question, string[] Expected);

    private sealed record Judgement(Guid QuestionId, int Expected, int[] Ranks, string[] Found, bool Fits, int DurationMs);
}
