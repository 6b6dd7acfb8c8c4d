using AiStudio.Features.Notifications.Alerts;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Running;

/// <summary>Alerts admins of runs that nobody waits for: of one that is worse than it should be, and of one that did not come about. One of each is open for a suite at a time.</summary>
internal static class RunAlert
{
    public const string Worse = "eval_worse";
    public const string NotRun = "eval_not_run";

    private static readonly TimeSpan s_tellAgain = TimeSpan.FromDays(1);
    private static readonly string[] s_roles = ["owner", "admin"];

    /// <summary>Of a run that has ended, in the transaction that ends it: raises what it shows, or ends what an earlier one showed.</summary>
    public static async Task JudgeAsync(StudioDb db, EvalRun run, EvalSuite suite, CancellationToken cancellationToken)
    {
        await AlertDesk.EndAsync(db, NotRun, SubjectOf(suite.Id), cancellationToken);
        if (run.Cases == 0)
            return;
        var production = await db.WhereIsAsync(suite.PromptId, PromptLabel.Production, cancellationToken);
        var rate = (double)run.Passed / run.Cases;
        var before = await BeforeAsync(db, run, production ?? run.VersionId, cancellationToken);
        var text =
            before is { } was && was - rate >= suite.AlertDrop - 1e-9 ? FormattableString.Invariant($"{run.Passed} of {run.Cases} cases passed ({rate:P0}); of what is in production it were {was:P0}. Look at the cases that changed.")
            : rate < suite.MinPassRate ? FormattableString.Invariant($"{run.Passed} of {run.Cases} cases passed ({rate:P0}); the suite asks for {suite.MinPassRate:P0}. Look at the cases that failed.")
            : null;
        // A version that somebody tries by hand says nothing of the others: they look at it themselves.
        if (text is not null && IsAutomatic(run))
            await RaiseAsync(db, Worse, suite, $"The evaluation {suite.Name} got worse", text, LinkOf(run), cancellationToken);
        else if (text is null && (IsAutomatic(run) || run.VersionId == production))
            await AlertDesk.EndAsync(db, Worse, SubjectOf(suite.Id), cancellationToken);
    }

    /// <summary>Of one that could not be started.</summary>
    public static Task NotStartedAsync(StudioDb db, EvalSuite suite, string reason, CancellationToken cancellationToken) =>
        RaiseAsync(db, NotRun, suite, $"The evaluation {suite.Name} does not run", $"{reason} It is tried again by itself.", $"/evals/{suite.Slug}", cancellationToken);

    /// <summary>Of one that failed on its way; nothing when somebody started it and sees it.</summary>
    public static async Task FailedAsync(StudioDb db, Guid runId, string? reason, CancellationToken cancellationToken)
    {
        if (await db.Set<EvalRun>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == runId, cancellationToken) is not { } run || !IsAutomatic(run))
            return;
        var suite = await db.Set<EvalSuite>().AsNoTracking().SingleAsync(row => row.Id == run.SuiteId, cancellationToken);
        await RaiseAsync(db, NotRun, suite, $"The evaluation {suite.Name} failed", $"{reason ?? "It was given up."} Mend that, and run the suite again.", LinkOf(run), cancellationToken);
    }

    /// <summary>The suite runs by itself no more.</summary>
    public static Task RestAsync(StudioDb db, Guid suiteId, CancellationToken cancellationToken) => AlertDesk.EndAsync(db, NotRun, SubjectOf(suiteId), cancellationToken);

    /// <summary>The suite is out of use.</summary>
    public static async Task ForgetAsync(StudioDb db, Guid suiteId, CancellationToken cancellationToken)
    {
        await RestAsync(db, suiteId, cancellationToken);
        await AlertDesk.EndAsync(db, Worse, SubjectOf(suiteId), cancellationToken);
    }

    private static bool IsAutomatic(EvalRun run) => run.Origin is EvalOrigin.NewVersion or EvalOrigin.ModelChange or EvalOrigin.Nightly;

    private static string SubjectOf(Guid suiteId) => suiteId.ToString();

    private static string LinkOf(EvalRun run) => $"/evals/runs/{run.Id}";

    private static Task RaiseAsync(StudioDb db, string rule, EvalSuite suite, string title, string body, string link, CancellationToken cancellationToken) =>
        AlertDesk.RaiseAsync(db, new NewAlert(rule, SubjectOf(suite.Id), title, body, link, s_roles, s_tellAgain), cancellationToken);

    /// <summary>The pass rate of the last run before of what stands at production.</summary>
    private static Task<double?> BeforeAsync(StudioDb db, EvalRun run, Guid production, CancellationToken cancellationToken) =>
        db.Set<EvalRun>().Where(row => row.SuiteId == run.SuiteId && row.State == EvalRunState.Ended && row.Id.CompareTo(run.Id) < 0 && row.VersionId == production && row.Cases > 0)
            .OrderByDescending(row => row.Id).Select(row => (double?)row.Passed / row.Cases).FirstOrDefaultAsync(cancellationToken);
}
