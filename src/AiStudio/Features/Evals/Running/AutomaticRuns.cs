using System.Data.Common;
using AiStudio.Features.Prompts;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Hosting;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AiStudio.Features.Evals.Running;

/// <summary>
/// Starts the runs that nobody starts: of every new version, of what is in production when the model behind it changes, and every night. Any node may; the rows see to it
/// that each is started once. The organization pays.
/// </summary>
internal sealed partial class AutomaticRuns(StudioDatabase database, RunDesk runs, IRouteTable routes, TimeProvider time, ILogger<AutomaticRuns> logger)
    : PeriodicWork(TimeSpan.FromSeconds(20), time, logger)
{
    // Of many versions that come at once, by an import for example, only the newest are worth their price.
    private const int MostVersions = 3;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var (organization, suite) in await WatchedAsync(cancellationToken))
        {
            try
            {
                await StartAsync(new TenantScope(organization), suite, cancellationToken);
            }
            catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
            {
                // Another node has started it.
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One suite's trouble is not the others'.
                LogFailed(failure, suite);
            }
        }
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    private async Task StartAsync(TenantScope scope, Guid suiteId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var suite = await db.Set<EvalSuite>()
            .FromSql($"select * from eval_suite where org_id = {scope.OrganizationId} and id = {suiteId} and archived_at is null for update skip locked").AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (suite is null || !await db.Set<EvalCase>().AnyAsync(row => row.SuiteId == suiteId && row.ArchivedAt == null, cancellationToken))
            return;
        var production = await db.Set<PromptLabel>().Where(label => label.PromptId == suite.PromptId && label.Label == PromptLabel.Production).Select(label => (Guid?)label.VersionId).SingleOrDefaultAsync(cancellationToken);
        var wanted = new List<RunRequest>();
        if (suite.RunsOnChange)
        {
            wanted.AddRange((await NewVersionsAsync(db, suite, cancellationToken)).Select(version => new RunRequest(suiteId, version, null, EvalOrigin.NewVersion)));
            if (production is { } standing && await ModelHasChangedAsync(db, suite, standing, cancellationToken))
                wanted.Add(new(suiteId, standing, null, EvalOrigin.ModelChange));
        }

        if (production is { } nightly && await IsNightlyDueAsync(db, suite, cancellationToken))
            wanted.Add(new(suiteId, nightly, null, EvalOrigin.Nightly));
        foreach (var request in wanted)
        {
            if ((await runs.StartAsync(db, request, cancellationToken)).Error is { } refused)
                await RunAlert.NotStartedAsync(db, suite, refused.Message, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
    }

    // Saved since the suite was made, and never run in it.
    private static Task<List<Guid>> NewVersionsAsync(StudioDb db, EvalSuite suite, CancellationToken cancellationToken) =>
        db.Set<PromptVersion>().Where(version => version.PromptId == suite.PromptId && version.CreatedAt > suite.CreatedAt).OrderByDescending(version => version.Id).Take(MostVersions)
            .Where(version => !db.Set<EvalRun>().Any(run => run.SuiteId == suite.Id && run.VersionId == version.Id)).Select(version => version.Id).ToListAsync(cancellationToken);

    private async Task<bool> ModelHasChangedAsync(StudioDb db, EvalSuite suite, Guid versionId, CancellationToken cancellationToken)
    {
        var last = await db.Set<EvalRun>().AsNoTracking().Where(run => run.SuiteId == suite.Id && run.VersionId == versionId && run.Model == suite.Model)
            .OrderByDescending(run => run.Id).FirstOrDefaultAsync(cancellationToken);
        if (last is null)
            return false;
        // Its cases are only read when who answers has changed.
        var model = EvidenceHash.OfModel(await routes.ResolveAsync(SuiteState.CallerOf(db), suite.Model, cancellationToken));
        if (last.ModelHash.AsSpan().SequenceEqual(model))
            return false;
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleAsync(row => row.Id == versionId, cancellationToken);
        var state = await SuiteState.ReadAsync(db, routes, suite, version, null, cancellationToken);
        var hash = state.Hash;
        return !await db.Set<EvalRun>().AnyAsync(run => run.SuiteId == suite.Id && run.EvidenceHash == hash, cancellationToken);
    }

    private async Task<bool> IsNightlyDueAsync(StudioDb db, EvalSuite suite, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (suite.NightlyAt is not { } at || TimeOnly.FromTimeSpan(now.UtcDateTime.TimeOfDay) < at)
            return false;
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        // A suite that was made or changed after its time today begins tomorrow.
        return suite.CreatedAt < midnight + at.ToTimeSpan() && !await db.Set<EvalRun>().AnyAsync(run => run.SuiteId == suite.Id && run.Origin == EvalOrigin.Nightly && run.CreatedAt >= midnight, cancellationToken);
    }

    private async Task<List<(Guid Organization, Guid Suite)>> WatchedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenUnscopedAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select org_id, suite_id from eval_suites_watched()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var watched = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
            watched.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return watched;
    }

    [LoggerMessage(LogLevel.Warning, "The automatic runs of suite {SuiteId} could not be started")]
    private partial void LogFailed(Exception exception, Guid suiteId);
}
