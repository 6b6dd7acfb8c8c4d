using AiStudio.Platform.Identity;

namespace AiStudio.Features.Promotion.Board;

/// <summary>What somebody may do with a promotion as it stands.</summary>
/// <param name="Approve">Agree to it.</param>
/// <param name="NotApprove">Why not, where it waits for approval by somebody else.</param>
/// <param name="Override">Go past the gate.</param>
/// <param name="Withdraw">Take it back before it is in production, without blocking its text.</param>
/// <param name="Hold">Keep the canary at its step.</param>
/// <param name="Release">Let it go on.</param>
/// <param name="RollBack">Stop the canary, or put production back.</param>
/// <param name="Unblock">Let the text be promoted again.</param>
public sealed record PromotionRights(bool Approve, string? NotApprove, bool Override, bool Withdraw, bool Hold, bool Release, bool RollBack, bool Unblock)
{
    internal static PromotionRights Of(Caller caller, PromotionEntry entry)
    {
        var refusal = entry.State == PromotionState.Evaluated ? PromotionRules.MayApprove(caller, entry.RequestedById, entry.AuthorId)?.Message : null;
        bool May(PromotionAction action) => PromotionRules.MayManage(caller) && PromotionRules.Next(entry.State, action).Succeeded;
        return new(
            May(PromotionAction.Approve) && refusal is null,
            refusal,
            caller.Role == Role.Owner && May(PromotionAction.Override),
            May(PromotionAction.Withdraw),
            entry.State == PromotionState.Canary && !entry.Held,
            entry.State == PromotionState.Canary && entry.Held,
            May(PromotionAction.RollBack),
            caller.Role == Role.Owner && entry.Blocked);
    }
}
