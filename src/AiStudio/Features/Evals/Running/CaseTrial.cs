using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals.Running;

/// <summary>One case from its question to its kept result.</summary>
internal sealed class CaseTrial(CaseAsker asker, JudgeCall judges, IEmbeddingGenerator<string, Embedding<float>> embeddings, TimeProvider time)
{
    /// <summary>Throws <see cref="JobFailedException"/> when the run's budget does not bear the case, and as <see cref="CaseAsker.AskAsync"/>.</summary>
    public async Task RunAsync(JobRun job, RunSetup setup, OpenCase open, RunMoney money, RunProgress progress, CancellationToken cancellationToken)
    {
        var estimate = setup.Estimate.Of(open.Content);
        if (!money.TryBegin(estimate))
            throw new JobFailedException("The budget of this run is used up: another case might go beyond it. What is answered is kept; raise the suite's budget and run it again.");
        var cost = 0L;
        try
        {
            var answer = await asker.AskAsync(job, setup, open, cancellationToken);
            cost = answer.CostNanoUsd + answer.SearchNanoUsd;
            var aid = new CaseAid(job, setup, open, embeddings, judges);
            try
            {
                await KeepAsync(job, open, answer, await CheckAsync(open.Content, answer, aid, cancellationToken), aid, progress);
            }
            finally
            {
                cost += aid.CostNanoUsd;
            }
        }
        finally
        {
            money.End(estimate, cost);
        }
    }

    private static async Task<IReadOnlyList<CheckResult>> CheckAsync(CaseContent content, CaseAnswer answer, CaseAid aid, CancellationToken cancellationToken)
    {
        if (answer.ErrorCode is not null)
            return [];
        if (answer.Unrecorded is { } tool)
            return [new("recording", false, $"It called {tool} in a way that no recording covers.")];
        var (results, given) = (new List<CheckResult>(), answer.ToChecked(content.Question));
        foreach (var check in content.Checks)
            results.Add(await TryAsync(check, given, aid, cancellationToken));
        return results;
    }

    // The answer is paid for, and is kept whatever becomes of who was to judge it: asked again it would be paid for again, as long as the outage lasts.
    private static async Task<CheckResult> TryAsync(Check check, CheckedAnswer given, CaseAid aid, CancellationToken cancellationToken)
    {
        try
        {
            return await check.TryAsync(given, aid, cancellationToken);
        }
        catch (GatewayException failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new(check.Kind, null, $"It could not be decided. {failure.Message}");
        }
    }

    // It is paid for: kept also while this node stops.
    private async Task KeepAsync(JobRun job, OpenCase open, CaseAnswer answer, IReadOnlyList<CheckResult> checks, CaseAid aid, RunProgress progress)
    {
        var undecided = checks.FirstOrDefault(check => check.Passed is null);
        await using var db = await job.BeginAsync(CancellationToken.None);
        var row = await db.Set<EvalResult>().SingleAsync(result => result.RunId == open.RunId && result.CaseId == open.CaseId && result.Repeat == open.Repeat, CancellationToken.None);
        row.Output = Storable(answer.Text);
        row.Checks = [.. checks.Select(check => check with { Why = Storable(check.Why) })];
        (row.ErrorCode, row.ErrorMessage) = answer.ErrorCode is not null ? (answer.ErrorCode, answer.ErrorMessage) : undecided is not null ? ("check_undecided", undecided.Why) : (null, null);
        row.Passed = row.ErrorCode is not null ? null : checks.All(check => check.Passed == true);
        (row.CostNanoUsd, row.DurationMs, row.InputTokens, row.OutputTokens) = (answer.CostNanoUsd + answer.SearchNanoUsd + aid.CostNanoUsd, answer.DurationMs, answer.InputTokens, answer.OutputTokens);
        row.EndedAt = time.GetUtcNow();
        if (progress.Advance())
            await job.ReportAsync(db, "asking", progress.Percent, CancellationToken.None);
        await db.CommitAsync(CancellationToken.None);
    }

    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
