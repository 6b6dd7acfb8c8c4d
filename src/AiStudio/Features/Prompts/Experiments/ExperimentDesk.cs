using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>
/// What admins do with tests. Weights are given once: an arm that grew in the middle would have met other days than its neighbour. Canaries are not set up here:
/// they belong to their promotion. Every change is in the activity log.
/// </summary>
internal sealed class ExperimentDesk(StudioDatabase database, IEnumerable<IProductionWatch> watches, TimeProvider time)
{
    /// <summary>A draft: it splits nothing before it is started.</summary>
    public async Task<Result<Guid>> CreateAsync(Caller caller, ExperimentDraft draft, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Forbidden;
        if (ExperimentDrafts.Problem(draft) is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await ExperimentDrafts.ProblemAsync(db, draft, cancellationToken) is { } missing)
            return missing;
        var id = Guid.CreateVersion7();
        db.Add(new Experiment
        {
            OrganizationId = caller.OrganizationId, Id = id, PromptId = draft.PromptId, Kind = ExperimentKind.Ab, Name = draft.Name.Trim(), Hypothesis = draft.Hypothesis.Trim(), Unit = draft.Unit,
            Salt = id.ToString(), Metric = draft.Metric, Effect = draft.Effect,
            JudgeId = draft.JudgeId, JudgeShare = draft.JudgeShare, CreatedBy = caller.UserId,
        });
        await db.SaveChangesAsync(cancellationToken);
        db.AddRange(draft.Arms.Select((arm, number) => new ExperimentArm
        {
            OrganizationId = caller.OrganizationId, ExperimentId = id, Number = number, Name = arm.Name.Trim(), VersionId = arm.VersionId, Weight = arm.Weight,
        }));
        db.LogActivity(caller, "experiment.created", "experiment", id, new { draft.PromptId });
        await db.CommitAsync(cancellationToken);
        return id;
    }

    /// <summary>
    /// From now on its arms answer. Errors: <c>experiment_running</c> (conflict) when another test or a canary splits the prompt's traffic already, and what an
    /// <see cref="IProductionWatch"/> has against its arms.
    /// </summary>
    public Task<Result<Done>> StartAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "experiment.started", experiment =>
        {
            if (experiment.State != ExperimentState.Draft)
                return Wrong("Only a draft can be started.");
            (experiment.State, experiment.StartedAt) = (ExperimentState.Running, time.GetUtcNow());
            return null;
        }, cancellationToken, (db, experiment) => ObjectionAsync(db, caller, experiment, cancellationToken));

    /// <summary>Production answers everybody until it goes on.</summary>
    public Task<Result<Done>> PauseAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "experiment.paused", experiment => Move(experiment, ExperimentState.Running, ExperimentState.Paused, "Only a running experiment can be paused."), cancellationToken);

    public Task<Result<Done>> ResumeAsync(Caller caller, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "experiment.resumed", experiment => Move(experiment, ExperimentState.Paused, ExperimentState.Running, "Only a paused experiment can go on."), cancellationToken);

    /// <summary>For ever. Production answers from now on: a winner goes there through its promotion.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why, up to 500 characters; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Result<Done>> StopAsync(Caller caller, Guid id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "experiment.stopped", experiment =>
        {
            if (experiment.State == ExperimentState.Stopped)
                return Wrong("It has been stopped already.");
            if (reason.Length > 500)
                return Error.Invalid("experiment_reason", "A reason has at most 500 characters.");
            experiment.Stop(string.IsNullOrWhiteSpace(reason) ? "Stopped by hand." : reason.Trim(), time.GetUtcNow());
            return null;
        }, cancellationToken);

    internal static Error NotFound => Error.NotFound("no_experiment", "There is no such experiment.");

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins change experiments.");

    private static Error Wrong(string message) => Error.Conflict("experiment_state", message);

    private static Error? Move(Experiment experiment, ExperimentState from, ExperimentState to, string otherwise)
    {
        if (experiment.State != from)
            return Wrong(otherwise);
        experiment.State = to;
        return null;
    }

    private async Task<Error?> ObjectionAsync(StudioDb db, Caller caller, Experiment experiment, CancellationToken cancellationToken)
    {
        var arms = await (
            from arm in db.Set<ExperimentArm>()
            join version in db.Set<PromptVersion>() on arm.VersionId equals version.Id
            where arm.ExperimentId == experiment.Id
            select new { version, arm.Weight }).AsNoTracking().ToListAsync(cancellationToken);
        foreach (var watch in watches)
        {
            if (await watch.TestObjectionAsync(db, caller, experiment.Unit, [.. arms.Select(arm => (arm.version, arm.Weight))], cancellationToken) is { } objection)
                return objection;
        }

        return null;
    }

    private async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, string action, Func<Experiment, Error?> change, CancellationToken cancellationToken, Func<StudioDb, Experiment, Task<Error?>>? objection = null)
    {
        if (!PromptLibrary.MayManage(caller))
            return Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var experiment = await db.Set<Experiment>().FromSql($"select * from experiment where org_id = {caller.OrganizationId} and id = {id} for update").SingleOrDefaultAsync(cancellationToken);
        if (experiment is null)
            return NotFound;
        if (experiment.Kind == ExperimentKind.Canary)
            return Error.Conflict("experiment_of_promotion", "This canary belongs to a promotion. Hold it, let it go on or roll it back there.");
        if (change(experiment) is { } problem)
            return problem;
        if (objection is not null && await objection(db, experiment) is { } objected)
            return objected;
        db.LogActivity(caller, action, "experiment", id);
        try
        {
            await db.CommitAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("experiment_running", "The traffic of this prompt is split already, by another experiment or a canary. Stop that first, or wait for its end.");
        }
    }
}
