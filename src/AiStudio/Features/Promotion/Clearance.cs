using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Promotion;

/// <summary>How far versions have come on their way into production. One that stood there has come all the way.</summary>
internal static class Clearance
{
    private static readonly PromotionState[] s_evaluated = [PromotionState.Evaluated, PromotionState.Approved, PromotionState.Canary, PromotionState.Production];

    /// <summary>Whether the gate has let it pass.</summary>
    public static async Task<bool> IsEvaluatedAsync(StudioDb db, PromptVersion version, CancellationToken cancellationToken) =>
        await StoodInProductionAsync(db, version, cancellationToken)
        || await db.Set<VersionPromotion>().AnyAsync(row => row.VersionId == version.Id && s_evaluated.Contains(row.State), cancellationToken);

    /// <summary>Whether a second person has approved it, or an owner has let it past the gate with a reason; also when its canary was taken back without blame.</summary>
    public static async Task<bool> IsApprovedAsync(StudioDb db, PromptVersion version, CancellationToken cancellationToken) =>
        await StoodInProductionAsync(db, version, cancellationToken)
        || await db.Set<VersionPromotion>().AnyAsync(
            row => row.VersionId == version.Id && row.State != PromotionState.RolledBack && (row.ApprovedBy != null || row.OverriddenBy != null), cancellationToken);

    private static async Task<bool> StoodInProductionAsync(StudioDb db, PromptVersion version, CancellationToken cancellationToken) =>
        await db.Set<LabelMove>().AnyAsync(move => move.PromptId == version.PromptId && move.Label == PromptLabel.Production && move.ToVersionId == version.Id, cancellationToken)
        || await db.WhereIsAsync(version.PromptId, PromptLabel.Production, cancellationToken) == version.Id;
}
