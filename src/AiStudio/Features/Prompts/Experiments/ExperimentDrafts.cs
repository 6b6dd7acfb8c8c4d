using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>What a test must have before it is kept.</summary>
internal static class ExperimentDrafts
{
    private const int MostArms = 5;

    public static Error? Problem(ExperimentDraft draft)
    {
        if (draft.Name.Trim().Length is 0 or > 100)
            return Error.Invalid("experiment_name", "An experiment needs a name of at most 100 characters.");
        if (draft.Hypothesis.Length > 1_000)
            return Error.Invalid("experiment_hypothesis", "A hypothesis has at most 1,000 characters.");
        if (Metrics.Deciding.All(metric => metric.Key != draft.Metric))
            return Error.Invalid("experiment_metric", $"The metric that decides is one of {string.Join(", ", Metrics.Deciding.Select(metric => metric.Key))}.");
        if (!(draft.Effect is > 0 and <= 1))
            return Error.Invalid("experiment_effect", "The smallest change that matters is above 0 and at most 1: 0.02 are two points.");
        if (draft.JudgeId is null ? draft.JudgeShare != 0 : draft.JudgeShare is not (> 0 and <= 1))
            return Error.Invalid("experiment_judge", "Choose a judge and the share of answers that it scores, above 0 and at most 1; or neither.");
        if (draft.JudgeId is null && draft.Metric == Metrics.Judged.Key)
            return Error.Invalid("experiment_judge", "A judge's score can decide only where a judge scores answers. Choose one.");
        if (draft.Arms.Count is < 2 or > MostArms)
            return Error.Invalid("experiment_arms", $"An experiment has 2 to {MostArms} arms.");
        if (draft.Arms.Any(arm => arm.Name.Trim().Length is 0 or > 50 || arm.Weight is < 1 or > 1_000))
            return Error.Invalid("experiment_arms", "An arm needs a name of at most 50 characters and a weight of 1 to 1,000.");
        return draft.Arms.DistinctBy(arm => arm.Name.Trim().ToLowerInvariant()).Count() < draft.Arms.Count || draft.Arms.DistinctBy(arm => arm.VersionId).Count() < draft.Arms.Count
            ? Error.Invalid("experiment_arms", "Each arm has a name and a version of its own.")
            : null;
    }

    public static async Task<Error?> ProblemAsync(StudioDb db, ExperimentDraft draft, CancellationToken cancellationToken)
    {
        var ids = draft.Arms.Select(arm => arm.VersionId).ToList();
        var versions = await db.Set<PromptVersion>().AsNoTracking().Where(version => version.PromptId == draft.PromptId && ids.Contains(version.Id)).ToListAsync(cancellationToken);
        if (versions.Count < ids.Count)
            return Error.NotFound("no_prompt_version", "There is no such version of this prompt.");
        if (draft.JudgeId is { } judge && (await ScoringJudges.ListAsync(db, cancellationToken)).All(one => one.Id != judge))
            return Error.NotFound("no_judge", "There is no such judge.");
        return versions.Select(PromptVariables.MissingDefault).FirstOrDefault(missing => missing is not null);
    }
}
