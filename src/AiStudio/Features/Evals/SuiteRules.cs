using System.Text.RegularExpressions;
using AiStudio.Features.Evals.Running;
using AiStudio.Features.Knowledge;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>What a suite may be.</summary>
internal static partial class SuiteRules
{
    // Addresses of pages beside those of suites.
    private static readonly HashSet<string> s_taken = ["new", "runs", "compare", "judges", "cases", "suites"];

    /// <summary>The address a name makes; null when it makes none.</summary>
    public static string? SlugOf(string name)
    {
        var slug = NotInSlugs().Replace(name.ToLowerInvariant(), "-").Trim('-');
        return slug.Length is 0 or > 50 || !char.IsAsciiLetterLower(slug[0]) || s_taken.Contains(slug) ? null : slug;
    }

    public static async Task<Error?> CheckAsync(StudioDb db, IRouteTable routes, SuiteDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Name.Trim().Length is 0 or > 100)
            return Error.Invalid("suite_name", "A suite needs a name of at most 100 characters.");
        if (draft.Model.Trim().Length is 0 or > 200)
            return Error.Invalid("suite_model", "A suite needs a model: an alias or a pinned id.");
        if (await routes.ResolveAsync(SuiteState.CallerOf(db), draft.Model.Trim(), cancellationToken) is null)
            return Error.Invalid("model_not_found", "There is no such model or alias.");
        if (draft.TopK is < 0 or > 50)
            return Error.Invalid("suite_top_k", "A case gets 0 to 50 passages.");
        if (!IsShare(draft.MinPassRate) || !IsShare(draft.Margin) || !IsShare(draft.AlertDrop))
            return Error.Invalid("suite_share", "Pass rate, margin and drop are fractions from 0 to 1.");
        if (draft.Repeats is < 1 or > 10)
            return Error.Invalid("suite_repeats", "A case is asked 1 to 10 times.");
        if (draft.Parallel is < 1 or > 32)
            return Error.Invalid("suite_parallel", "1 to 32 cases are asked at once.");
        if (draft.BudgetNanoUsd is < 0 or > 1_000_000_000_000_000)
            return Error.Invalid("suite_budget", "A run's budget is 0 to 1,000,000 USD.");
        var bases = draft.KnowledgeBaseIds.Distinct().ToList();
        if (bases.Count > 20 || await db.Set<KnowledgeBase>().CountAsync(row => bases.Contains(row.Id), cancellationToken) != bases.Count)
            return Error.Invalid("suite_knowledge", "One of these knowledge bases does not exist.");
        return draft.JudgeId is { } judge && !await db.Set<EvalJudge>().AnyAsync(row => row.Id == judge && row.ArchivedAt == null, cancellationToken)
            ? Error.Invalid("no_judge", "There is no such judge.")
            : null;
    }

    private static bool IsShare(double value) => value is >= 0 and <= 1;

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInSlugs();
}
