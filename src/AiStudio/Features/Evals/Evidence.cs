using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Prompts;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Statistics;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What the gating suites of a prompt say of a version, as prompt, model, tools and dataset stand now.</summary>
internal sealed class Evidence(IRouteTable routes)
{
    /// <summary>By the suites' names. Empty when no suite of the prompt gates.</summary>
    public async Task<IReadOnlyList<SuiteEvidence>> ReadAsync(StudioDb db, Guid promptId, Guid versionId, CancellationToken cancellationToken)
    {
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleAsync(row => row.Id == versionId && row.PromptId == promptId, cancellationToken);
        var suites = await db.Set<EvalSuite>().AsNoTracking().Where(suite => suite.PromptId == promptId && suite.Gates && suite.ArchivedAt == null)
            .OrderBy(suite => suite.Name).ThenBy(suite => suite.Id).ToListAsync(cancellationToken);
        var evidence = new List<SuiteEvidence>();
        foreach (var suite in suites)
        {
            var state = await SuiteState.ReadAsync(db, routes, suite, version, null, cancellationToken);
            var (hash, obstacle) = (state.Hash, await ObstacleAsync(db, state, cancellationToken));
            var run = obstacle is not null ? null : await db.Set<EvalRun>().AsNoTracking()
                .Where(row => row.SuiteId == suite.Id && row.EvidenceHash == hash && (row.State == EvalRunState.Running || row.State == EvalRunState.Ended))
                .OrderByDescending(row => row.Id)
                .Select(row => new RunSummary(row.Id, row.State, row.Cases, row.Passed, row.Failed, row.Errors, row.CreatedAt)).FirstOrDefaultAsync(cancellationToken);
            evidence.Add(new(suite.Id, suite.Slug, suite.Name, suite.MinPassRate, suite.Margin, hash, run) { Obstacle = obstacle });
        }

        return evidence;
    }

    /// <summary>What two runs did case by case, over the cases whose content is the same in both.</summary>
    public static Task<PairedPasses> PairAsync(StudioDb db, Guid candidateRunId, Guid incumbentRunId, CancellationToken cancellationToken) =>
        PairedRuns.CountAsync(db, candidateRunId, incumbentRunId, cancellationToken);

    private static async Task<string?> ObstacleAsync(StudioDb db, SuiteState state, CancellationToken cancellationToken)
    {
        if (state.Cases.Count == 0)
            return "It has no cases yet.";
        return state.Judge is null ? null : (await JudgeStanding.ReadAsync(db, state.Judge, cancellationToken)).Obstacle;
    }
}
