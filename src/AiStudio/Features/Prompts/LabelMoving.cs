using AiStudio.Features.ActivityLog;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>Moves a label within the caller's transaction. Whether it may be moved is settled by who calls.</summary>
internal static class LabelMoving
{
    /// <param name="db">Committed by its owner.</param>
    /// <param name="promptId">Whose label.</param>
    /// <param name="label">Which.</param>
    /// <param name="version">Where to: a version of that prompt.</param>
    /// <param name="from">Where it was seen; <see langword="null"/> when it stood nowhere.</param>
    /// <param name="by">Who moves it; <see langword="null"/> for the product itself.</param>
    /// <param name="reason">Why.</param>
    /// <param name="rollback">Whether that puts it back: see <see cref="LabelHistory"/>.</param>
    /// <param name="now">The time of the move.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Error: <c>stale</c> when it stands elsewhere.</returns>
    public static async Task<Result<Done>> MoveLabelAsync(
        this StudioDb db, Guid promptId, string label, PromptVersion version, Guid? from, Guid? by, string reason, bool rollback, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.HoldLabelsAsync(promptId, cancellationToken);
        var row = await db.Set<PromptLabel>().SingleOrDefaultAsync(row => row.PromptId == promptId && row.Label == label, cancellationToken);
        if (row?.VersionId != from)
            return Error.Stale("Somebody else has moved this label meanwhile. Look where it stands now.");
        if (from == version.Id)
            return Done.Value;
        if (row is null)
            db.Add(new PromptLabel { OrganizationId = organization, PromptId = promptId, Label = label, VersionId = version.Id, MovedAt = now });
        else
            (row.VersionId, row.MovedAt) = (version.Id, now);
        db.Add(new LabelMove { OrganizationId = organization, PromptId = promptId, Label = label, FromVersionId = from, ToVersionId = version.Id, MovedBy = by, Reason = reason, Rollback = rollback, MovedAt = now });
        db.LogActivity(by, "prompt.label_moved", "prompt", promptId, new { label, from, to = version.Id });
        if (label == PromptLabel.Production)
        {
            // While an experiment splits the traffic its arms answer, and the move would change nothing for anybody.
            var split = await db.Set<Experiment>().Where(experiment => experiment.PromptId == promptId && (experiment.State == ExperimentState.Running || experiment.State == ExperimentState.Paused))
                .ToListAsync(cancellationToken);
            split.ForEach(experiment => experiment.Stop($"Production was moved to {version.Version}.", now));
        }

        return Done.Value;
    }

    /// <summary>One change of a prompt's labels, and of who is answered by them, at a time; also of those that do not stand anywhere yet.</summary>
    public static Task HoldLabelsAsync(this StudioDb db, Guid promptId, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select 1 from prompt where org_id = {db.Scope.OrganizationId} and id = {promptId} for update", cancellationToken);

    /// <summary>Where a label stands; <see langword="null"/> when it stands nowhere.</summary>
    public static async Task<Guid?> WhereIsAsync(this StudioDb db, Guid promptId, string label, CancellationToken cancellationToken) =>
        (await db.Set<PromptLabel>().AsNoTracking().SingleOrDefaultAsync(row => row.PromptId == promptId && row.Label == label, cancellationToken))?.VersionId;
}
