using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Promotion;

/// <summary>A version is asked for and let into production, by admins; past the gate, by owners. Everything is in the promotion's history and in the activity log.</summary>
internal sealed class PromotionDesk(StudioDatabase database, Gate gate, Canary canary, TimeProvider time)
{
    /// <summary>
    /// Asks for a version to go into production: its suites are run, and the incumbent's, as far as there is no evidence yet. Errors: <c>no_prompt_version</c> (not found),
    /// <c>prompt_variable_missing</c> (invalid), <c>promotion_needless</c>, <c>promotion_blocked</c>, <c>promotion_open</c> (conflict).
    /// </summary>
    public async Task<Result<Guid>> RequestAsync(Caller caller, Guid promptId, Guid versionId, CancellationToken cancellationToken)
    {
        if (!PromotionRules.MayManage(caller))
            return PromotionRules.AdminsOnly;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == versionId && row.PromptId == promptId, cancellationToken);
        if (version is null)
            return Error.NotFound("no_prompt_version", "There is no such version.");
        if (PromptVariables.MissingDefault(version) is { } missing)
            return missing;
        var standing = await db.WhereIsAsync(promptId, PromptLabel.Production, cancellationToken);
        if (standing == versionId)
            return Error.Conflict("promotion_needless", $"Version {version.Version} is in production already.");
        if (await Blocks.OfAsync(db, promptId, version.ContentHash, cancellationToken) is not null)
            return Blocked;
        var now = time.GetUtcNow();
        var promotion = new VersionPromotion
        {
            OrganizationId = caller.OrganizationId, PromptId = promptId, VersionId = versionId, ContentHash = version.ContentHash, IncumbentId = standing, RequestedBy = caller.UserId, RequestedAt = now,
        };
        db.Add(promotion);
        db.LogActivity(caller, "promotion.requested", "promotion", promotion.Id, new { promptId, version.Version });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (IsTaken(failure))
        {
            return Taken;
        }

        db.Tell(promotion, caller.UserId, $"Asked for {version.Version} to go into production.", now);
        await Canary.EndAlertsAsync(db, promptId, cancellationToken);
        await gate.CollectAsync(db, promotion, cancellationToken);
        await db.CommitAsync(cancellationToken);
        return promotion.Id;
    }

    /// <summary>
    /// The second pair of eyes. Errors: <c>promotion_own</c> (forbidden) for who asked for it or wrote the version; <c>promotion_stale</c> (conflict) when something has changed since
    /// it was evaluated: it is evaluated again.
    /// </summary>
    public async Task<Result<Done>> ApproveAsync(Caller caller, Guid id, string note, CancellationToken cancellationToken)
    {
        if (note.Length > 500)
            return Error.Invalid("promotion_note", "A note has at most 500 characters.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var promotion = await PromotionRows.FindAsync(db, caller, id, cancellationToken);
        if (!promotion.Succeeded)
            return promotion.Error;
        var author = await db.Set<PromptVersion>().Where(version => version.Id == promotion.Value.VersionId).Select(version => version.AuthorId).SingleAsync(cancellationToken);
        if (PromotionRules.Next(promotion.Value.State, PromotionAction.Approve).Error is { } wrong)
            return wrong;
        if (PromotionRules.MayApprove(caller, promotion.Value.RequestedBy, author) is { } refusal)
            return refusal;
        var now = time.GetUtcNow();
        if ((await gate.StaleAsync(db, promotion.Value, cancellationToken) ?? await Gate.ShortOfAsync(db, promotion.Value, cancellationToken)) is { } stale)
        {
            promotion.Value.Go(PromotionAction.Reevaluate, now);
            db.Tell(promotion.Value, null, $"{stale} It is evaluated again.", now);
            await gate.CollectAsync(db, promotion.Value, cancellationToken);
            await db.CommitAsync(cancellationToken);
            return Error.Conflict("promotion_stale", $"{stale} It is evaluated again; look at it once that is done.");
        }

        (promotion.Value.ApprovedBy, promotion.Value.ApprovedAt, promotion.Value.ApprovalNote) = (caller.UserId, now, note.Trim());
        return await AdmitAsync(db, caller, promotion.Value, PromotionAction.Approve, "promotion.approved", $"Approved.{(note.Trim().Length == 0 ? "" : $" {note.Trim()}")}", straight: false, cancellationToken);
    }

    /// <summary>Past the gate, by an owner. The canary runs all the same unless <paramref name="straight"/> says otherwise.</summary>
    public async Task<Result<Done>> OverrideAsync(Caller caller, Guid id, string reason, bool straight, CancellationToken cancellationToken)
    {
        if (PromotionRules.MayOverride(caller, reason) is { } refusal)
            return refusal;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var promotion = await PromotionRows.FindAsync(db, caller, id, cancellationToken);
        if (!promotion.Succeeded)
            return promotion.Error;
        if (await Blocks.OfAsync(db, promotion.Value.PromptId, promotion.Value.ContentHash, cancellationToken) is not null)
            return Blocked;
        (promotion.Value.OverriddenBy, promotion.Value.OverrideReason) = (caller.UserId, reason.Trim());
        return await AdmitAsync(
            db, caller, promotion.Value, PromotionAction.Override, "promotion.overridden", $"Let past the gate{(straight ? ", and without a canary" : "")}: {reason.Trim()}", straight, cancellationToken);
    }

    private static Error Blocked => Error.Conflict("promotion_blocked", "This text was rolled back. An owner has to unblock it before it is promoted again.");

    private static Error Taken => Error.Conflict("promotion_open", "Another version of this prompt is on its way into production. Withdraw that first, or wait for its end.");

    private async Task<Result<Done>> AdmitAsync(
        StudioDb db, Caller caller, VersionPromotion promotion, PromotionAction action, string logged, string text, bool straight, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var admitted = promotion.Apply(action, now);
        if (!admitted.Succeeded)
            return admitted;
        db.Tell(promotion, caller.UserId, text, now);
        db.LogActivity(caller, logged, "promotion", promotion.Id, new { promotion.VersionId, promotion.OverrideReason });
        try
        {
            await canary.BeginAsync(db, promotion, straight, cancellationToken);
            await db.CommitAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbUpdateException failure) when (IsTaken(failure))
        {
            return Error.Conflict("promotion_open", "Something else began to split the traffic of this prompt, or to move into production, at the same moment. Look again.");
        }
    }

    private static bool IsTaken(DbUpdateException failure) => failure.InnerException is DbException { SqlState: "23505" };
}
