using AiStudio.Features.ActivityLog;
using AiStudio.Features.Notifications.Alerts;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>What becomes of an approved version: its canary begins, goes on, ends in production or is rolled back. Within the caller's transaction, which holds the promotion's lock.</summary>
internal sealed class Canary(IOptions<CanaryOptions> options, TimeProvider time)
{
    private const string RolledBack = "canary_rolled_back";

    private static readonly string[] s_whoIsTold = ["owner", "admin"];

    /// <summary>The first share of traffic; straight into production where there is nothing to compare with. While an experiment splits the traffic it waits.</summary>
    /// <param name="db">Committed by its owner.</param>
    /// <param name="promotion">An approved one.</param>
    /// <param name="straight">Whether an owner wants no canary.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(StudioDb db, VersionPromotion promotion, bool straight, CancellationToken cancellationToken)
    {
        // Whoever moves a label holds the prompt: what stands in production now stands there until this is committed.
        await db.HoldLabelsAsync(promotion.PromptId, cancellationToken);
        var standing = await db.WhereIsAsync(promotion.PromptId, PromptLabel.Production, cancellationToken);
        if (straight || standing is null || standing == promotion.VersionId)
        {
            await FinishAsync(db, promotion, standing, straight ? "It went into production at once, as an owner wanted." : "There is no other version in production to compare it with: it went there at once.", cancellationToken);
            return;
        }

        if (await db.Set<Experiment>().AnyAsync(row => row.PromptId == promotion.PromptId && (row.State == ExperimentState.Running || row.State == ExperimentState.Paused), cancellationToken))
            return;
        var now = time.GetUtcNow();
        var version = await VersionAsync(db, promotion.VersionId, cancellationToken);
        var (id, percent) = (Guid.CreateVersion7(), options.Value.Percents[0]);
        db.Add(new Experiment
        {
            OrganizationId = promotion.OrganizationId, Id = id, PromptId = promotion.PromptId, Kind = ExperimentKind.Canary, Name = $"Canary of {version.Version}", Unit = ExperimentUnit.Conversation,
            Salt = id.ToString(), Metric = Metrics.Errors.Key, Effect = Guards.All[0].Scale, State = ExperimentState.Running, CreatedBy = promotion.ApprovedBy ?? promotion.OverriddenBy, StartedAt = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        db.Add(new ExperimentArm { OrganizationId = promotion.OrganizationId, ExperimentId = id, Number = Guards.Candidate, Name = "Candidate", VersionId = promotion.VersionId, Weight = percent });
        db.Add(new ExperimentArm { OrganizationId = promotion.OrganizationId, ExperimentId = id, Number = Guards.Incumbent, Name = "Incumbent", VersionId = standing.Value, Weight = 100 - percent });
        (promotion.ExperimentId, promotion.IncumbentId, promotion.Step, promotion.StepStartedAt) = (id, standing, 0, now);
        promotion.Go(PromotionAction.BeginCanary, now);
        db.Tell(promotion, null, $"The canary began: {percent} % of traffic is answered with it.", now);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The next share of traffic.</summary>
    public async Task AdvanceAsync(StudioDb db, VersionPromotion promotion, CancellationToken cancellationToken)
    {
        var (now, percent) = (time.GetUtcNow(), options.Value.Percents[promotion.Step + 1]);
        var arms = await db.Set<ExperimentArm>().Where(arm => arm.ExperimentId == promotion.ExperimentId).ToListAsync(cancellationToken);
        foreach (var arm in arms)
            arm.Weight = arm.Number == Guards.Candidate ? percent : 100 - percent;
        (promotion.Step, promotion.StepStartedAt) = (promotion.Step + 1, now);
        db.Tell(promotion, null, $"All guards hold: from now on {percent} % of traffic is answered with it.", now);
    }

    /// <summary>Production.</summary>
    public async Task FinishAsync(StudioDb db, VersionPromotion promotion, Guid? standing, string text, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var version = await VersionAsync(db, promotion.VersionId, cancellationToken);
        var moved = await db.MoveLabelAsync(promotion.PromptId, PromptLabel.Production, version, standing, promotion.ApprovedBy ?? promotion.OverriddenBy, $"Promoted. {text}", rollback: false, now, cancellationToken);
        if (!moved.Succeeded)
            throw new InvalidOperationException("Production was moved while the promotion's lock was held and its canary ran; it is looked at again.");
        promotion.IncumbentId = standing == promotion.VersionId ? null : standing;
        promotion.Go(PromotionAction.Finish, now);
        db.Tell(promotion, null, text, now);
        db.LogActivity((Guid?)null, "promotion.finished", "promotion", promotion.Id, new { promotion.VersionId });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Everybody is answered with the incumbent again, and whoever looks after prompts is told why.</summary>
    /// <param name="db">Committed by its owner.</param>
    /// <param name="promotion">One whose canary runs.</param>
    /// <param name="by">Who wants it; <see langword="null"/>: a guard.</param>
    /// <param name="reason">What is to blame, for people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RollBackAsync(StudioDb db, VersionPromotion promotion, Guid? by, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await StopAsync(db, promotion, reason, now, cancellationToken);
        promotion.Reason = reason;
        promotion.Go(PromotionAction.RollBack, now);
        db.Tell(promotion, by, $"Rolled back. {reason}", now);
        await TakeFromUnitsAsync(db, promotion, now, cancellationToken);
        db.LogActivity(by, "promotion.rolled_back", "promotion", promotion.Id, new { promotion.VersionId });
        var version = await VersionAsync(db, promotion.VersionId, cancellationToken);
        var prompt = await db.Set<Prompt>().AsNoTracking().SingleAsync(row => row.Id == promotion.PromptId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await AlertDesk.RaiseAsync(db, new NewAlert(
            RolledBack, promotion.Id.ToString(), $"{prompt.Slug} {version.Version} was rolled back", $"{reason} Everybody is answered with the version in production again.",
            $"/promotions/{promotion.Id}", s_whoIsTold, TimeSpan.Zero), cancellationToken);
    }

    /// <summary>What was told of rollbacks of a prompt is seen to: another version is on its way, or the text is free again.</summary>
    public static Task EndAlertsAsync(StudioDb db, Guid promptId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        select end_alert(a.rule, a.subject) from alert a join promotion p on p.org_id = a.org_id and p.id::text = a.subject
        where a.org_id = {db.Scope.OrganizationId} and a.rule = {RolledBack} and a.ended_at is null and p.prompt_id = {promptId}
        """, cancellationToken);

    /// <summary>Nobody is answered with it any more, without blame.</summary>
    public static async Task StopAsync(StudioDb db, VersionPromotion promotion, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var experiment = await db.Set<Experiment>().SingleOrDefaultAsync(row => row.Id == promotion.ExperimentId, cancellationToken);
        if (experiment is { State: not ExperimentState.Stopped })
            experiment.Stop(reason, now);
    }

    // Who was answered with it by the label of a unit is answered with production as well.
    private static async Task TakeFromUnitsAsync(StudioDb db, VersionPromotion promotion, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.HoldLabelsAsync(promotion.PromptId, cancellationToken);
        var units = await db.Database.ExecuteSqlAsync($"""
            delete from unit_label u using prompt_label l join prompt_version v on v.org_id = l.org_id and v.id = l.version_id
            where u.org_id = {promotion.OrganizationId} and u.prompt_id = {promotion.PromptId}
              and l.org_id = u.org_id and l.prompt_id = u.prompt_id and l.label = u.label and v.content_hash = {promotion.ContentHash}
            """, cancellationToken);
        if (units > 0)
            db.Tell(promotion, null, $"{(units == 1 ? "A unit" : $"{units} units")} had it by a label, and {(units == 1 ? "is" : "are")} answered with production again.", now);
    }

    private static Task<PromptVersion> VersionAsync(StudioDb db, Guid id, CancellationToken cancellationToken) =>
        db.Set<PromptVersion>().AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
}
