using AiStudio.Features.Evals;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Statistics;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Promotion;

/// <summary>Asks the suites that gate for their evidence, and decides by it. Within the caller's transaction, which holds the promotion's lock.</summary>
internal sealed class Gate(Evidence evidence, RunDesk runs, TimeProvider time)
{
    /// <summary>
    /// Notes which runs of the version and of the incumbent are the evidence, and starts those that are missing. Where a suite can give none, the gate refuses at once.
    /// </summary>
    public async Task CollectAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        promotion.IncumbentId = await IncumbentAsync(db, promotion, cancellationToken);
        await db.Set<PromotionEvidence>().Where(row => row.PromotionId == promotion.Id).ExecuteDeleteAsync(cancellationToken);
        var mine = await evidence.ReadAsync(db, promotion.PromptId, promotion.VersionId, cancellationToken);
        var theirs = promotion.IncumbentId is { } incumbent ? await evidence.ReadAsync(db, promotion.PromptId, incumbent, cancellationToken) : [];
        var problems = mine.Where(suite => suite.Obstacle is not null).Select(suite => $"{suite.Name}: {suite.Obstacle}").ToList();
        if (mine.Count == 0)
            problems.Add("No suite of this prompt gates, so there is nothing that could show how good the version is. Make one under Evaluations, or let an owner override.");
        foreach (var suite in problems.Count == 0 ? mine : [])
        {
            var (run, wrong) = await RunAsync(db, suite, promotion.VersionId, cancellationToken);
            var other = theirs.FirstOrDefault(one => one.SuiteId == suite.SuiteId);
            var (before, wrongBefore) = other is null || run is null ? (null, null) : await RunAsync(db, other, promotion.IncumbentId!.Value, cancellationToken);
            if ((wrong ?? wrongBefore) is { } refused)
            {
                problems.Add($"{suite.Name}: {refused}");
                break;
            }

            db.Add(new PromotionEvidence
            {
                OrganizationId = promotion.OrganizationId, PromotionId = promotion.Id, SuiteId = suite.SuiteId, RunId = run!.Value, IncumbentRunId = before, EvidenceHash = suite.EvidenceHash,
            });
        }

        if (problems.Count > 0)
            Refuse(db, promotion, problems);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Decides once all runs are over; evidence that is out of date by then is asked for again.</summary>
    public async Task DecideAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        var shown = await ReadAsync(db, promotion, cancellationToken);
        // Nothing shown is nothing passed.
        var stale = shown.Count == 0 ? "There is no evidence." : await StaleAsync(db, promotion, cancellationToken);
        if (stale is not null)
        {
            db.Tell(promotion, null, $"{stale} It is evaluated again.", time.GetUtcNow());
            await CollectAsync(db, promotion, cancellationToken);
            return;
        }

        if (shown.Any(one => one.IsRunning))
            return;
        var problems = shown.Select(one => one.Problem).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            Refuse(db, promotion, problems);
            return;
        }

        promotion.Go(PromotionAction.Pass, time.GetUtcNow());
        db.Tell(promotion, null, "The gate is passed: enough cases pass, and it is not worse than the version in production. A second person has to approve it.", time.GetUtcNow());
    }

    /// <summary>What has changed since the evidence was shown, as a sentence; <see langword="null"/> when it still holds.</summary>
    public async Task<string?> StaleAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        if (promotion.IncumbentId != await IncumbentAsync(db, promotion, cancellationToken))
            return "Another version stands at production than the one it was compared with.";
        var shown = await db.Set<PromotionEvidence>().AsNoTracking().Where(row => row.PromotionId == promotion.Id).ToDictionaryAsync(row => row.SuiteId, cancellationToken);
        var now = await evidence.ReadAsync(db, promotion.PromptId, promotion.VersionId, cancellationToken);
        if (now.FirstOrDefault(suite => !shown.TryGetValue(suite.SuiteId, out var row) || !row.EvidenceHash.AsSpan().SequenceEqual(suite.EvidenceHash)) is { } changed)
            return $"The cases, the model or the tools of {changed.Name} have changed since it was evaluated.";
        return now.Count < shown.Count ? "A suite that it was evaluated with does not gate any more." : null;
    }

    /// <summary>Why what was enough is not any more, when more is asked for since; <see langword="null"/> when it still is.</summary>
    public static async Task<string?> ShortOfAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken) =>
        (await ReadAsync(db, promotion, cancellationToken)).Select(one => one.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>What the gate was shown, suite by suite.</summary>
    public static async Task<IReadOnlyList<ShownEvidence>> ReadAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        var rows = await (
            from row in db.Set<PromotionEvidence>().AsNoTracking()
            where row.PromotionId == promotion.Id
            join suite in db.Set<EvalSuite>() on row.SuiteId equals suite.Id
            join run in db.Set<EvalRun>() on row.RunId equals run.Id
            from before in db.Set<EvalRun>().Where(run => run.Id == row.IncumbentRunId).DefaultIfEmpty()
            orderby suite.Name, suite.Id
            select new { suite, run, before }).AsNoTracking().ToListAsync(cancellationToken);
        var shown = new List<ShownEvidence>();
        foreach (var row in rows)
        {
            PairedPasses? paired = row is { run.State: EvalRunState.Ended, before.State: EvalRunState.Ended } ? await Evidence.PairAsync(db, row.run.Id, row.before.Id, cancellationToken) : null;
            shown.Add(new(row.suite, row.run, row.before, paired));
        }

        return shown;
    }

    private void Refuse(StudioDb db, VersionPromotion promotion, List<string> problems)
    {
        var now = time.GetUtcNow();
        promotion.Reason = string.Join(" ", problems);
        promotion.Go(PromotionAction.Refuse, now);
        db.Tell(promotion, null, $"The gate refused it. {promotion.Reason}", now);
    }

    private async Task<(Guid? Run, string? Refused)> RunAsync(StudioDb db, SuiteEvidence suite, Guid versionId, CancellationToken cancellationToken)
    {
        if (suite.Run is { } run)
            return (run.Id, null);
        var started = await runs.StartAsync(db, new RunRequest(suite.SuiteId, versionId, null, EvalOrigin.Gate), cancellationToken);
        return started.Succeeded ? (started.Value, null) : (null, started.Error.Message);
    }

    // A version that is in production already is compared with nothing.
    private static async Task<Guid?> IncumbentAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken) =>
        await db.WhereIsAsync(promotion.PromptId, PromptLabel.Production, cancellationToken) is { } standing && standing != promotion.VersionId ? standing : null;
}
