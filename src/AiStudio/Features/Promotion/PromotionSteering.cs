using AiStudio.Features.ActivityLog;
using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Promotion;

/// <summary>
/// A promotion that is on its way, or is over, is held, taken back, rolled back or unblocked: by admins, the last by owners. Everything is in its history and in the activity log.
/// Errors: <c>admins_only</c>, <c>owners_only</c> (forbidden), <c>no_promotion</c> (not found), <c>promotion_reason</c> (invalid), <c>promotion_state</c> (conflict).
/// </summary>
internal sealed class PromotionSteering(StudioDatabase database, Canary canary, TimeProvider time)
{
    /// <summary>Takes it back; its text is not blocked.</summary>
    public Task<Result<Done>> WithdrawAsync(Caller caller, Guid id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "promotion.withdrawn", async (db, promotion, now) =>
        {
            if (reason.Length > 500)
                return Error.Invalid("promotion_reason", "A reason has at most 500 characters.");
            if (promotion.Apply(PromotionAction.Withdraw, now).Error is { } wrong)
                return wrong;
            promotion.Reason = string.IsNullOrWhiteSpace(reason) ? "Withdrawn by hand." : reason.Trim();
            await Canary.StopAsync(db, promotion, promotion.Reason, now, cancellationToken);
            db.Tell(promotion, caller.UserId, $"Withdrawn. {promotion.Reason}", now);
            return null;
        }, cancellationToken);

    /// <summary>Keeps the canary at its step. Its guards are watched all the same.</summary>
    public Task<Result<Done>> HoldAsync(Caller caller, Guid id, CancellationToken cancellationToken) => SetHeldAsync(caller, id, held: true, cancellationToken);

    public Task<Result<Done>> ReleaseAsync(Caller caller, Guid id, CancellationToken cancellationToken) => SetHeldAsync(caller, id, held: false, cancellationToken);

    /// <summary>Ends the canary, or puts production back to where it stood before; the text is blocked. Error: <c>production_elsewhere</c> (conflict) when production has moved on since.</summary>
    public Task<Result<Done>> RollBackAsync(Caller caller, Guid id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, null, async (db, promotion, now) =>
        {
            if ((PromotionRules.ReasonProblem(reason) ?? PromotionRules.Next(promotion.State, PromotionAction.RollBack).Error) is { } wrong)
                return wrong;
            if (promotion.State == PromotionState.Production)
            {
                if (promotion.IncumbentId is not { } before || await db.WhereIsAsync(promotion.PromptId, PromptLabel.Production, cancellationToken) != promotion.VersionId)
                    return Error.Conflict("production_elsewhere", "Production does not stand at this version any more, or stood nowhere before it.");
                var version = await db.Set<PromptVersion>().AsNoTracking().SingleAsync(row => row.Id == before, cancellationToken);
                if (await Blocks.OfAsync(db, promotion.PromptId, version.ContentHash, cancellationToken) is not null)
                    return Error.Conflict("version_blocked", $"The text of {version.Version} was rolled back itself. Put production to another version that stood there before.");
                var moved = await db.MoveLabelAsync(promotion.PromptId, PromptLabel.Production, version, promotion.VersionId, caller.UserId, $"Rolled back. {reason.Trim()}", rollback: true, now, cancellationToken);
                if (!moved.Succeeded)
                    return moved.Error;
            }

            await canary.RollBackAsync(db, promotion, caller.UserId, reason.Trim(), cancellationToken);
            return null;
        }, cancellationToken);

    /// <summary>Lets a text that was rolled back be promoted again. Owners.</summary>
    public Task<Result<Done>> UnblockAsync(Caller caller, Guid id, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, "promotion.unblocked", async (db, promotion, now) =>
        {
            if (caller.Role != Role.Owner)
                return Error.Forbidden("owners_only", "Only an owner unblocks a text that was rolled back.");
            if (PromotionRules.ReasonProblem(reason) is { } problem)
                return problem;
            if (promotion is not { State: PromotionState.RolledBack, UnblockedBy: null })
                return Error.Conflict("promotion_state", "Its text is not blocked.");
            promotion.UnblockedBy = caller.UserId;
            db.Tell(promotion, caller.UserId, $"Its text may be promoted again: {reason.Trim()}", now);
            await Canary.EndAlertsAsync(db, promotion.PromptId, cancellationToken);
            return null;
        }, cancellationToken);

    private Task<Result<Done>> SetHeldAsync(Caller caller, Guid id, bool held, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, held ? "promotion.held" : "promotion.released", (db, promotion, now) =>
        {
            if (promotion.State != PromotionState.Canary || promotion.Held == held)
                return Task.FromResult<Error?>(Error.Conflict("promotion_state", held ? "Only a canary that goes on can be held." : "Only a canary that is held can go on."));
            promotion.Held = held;
            db.Tell(promotion, caller.UserId, held ? "Held at its step." : "It goes on.", now);
            return Task.FromResult<Error?>(null);
        }, cancellationToken);

    private async Task<Result<Done>> ChangeAsync(
        Caller caller, Guid id, string? logged, Func<StudioDb, VersionPromotion, DateTimeOffset, Task<Error?>> change, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var promotion = await PromotionRows.FindAsync(db, caller, id, cancellationToken);
        if (!promotion.Succeeded)
            return promotion.Error;
        if (await change(db, promotion.Value, time.GetUtcNow()) is { } problem)
            return problem;
        if (logged is not null)
            db.LogActivity(caller, logged, "promotion", id);
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
