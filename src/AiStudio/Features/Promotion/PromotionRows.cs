using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Promotion;

/// <summary>Reads and writes of promotions that several share.</summary>
internal static class PromotionRows
{
    /// <summary>The promotion, for this transaction alone: whoever else wants to change it waits.</summary>
    public static async Task<VersionPromotion?> LockAsync(StudioDb db, Guid id, CancellationToken cancellationToken) =>
        await db.Set<VersionPromotion>().FromSql($"select * from promotion where org_id = {db.Scope.OrganizationId} and id = {id} for update").SingleOrDefaultAsync(cancellationToken);

    /// <summary>The same for a caller who may change it. Errors: <c>admins_only</c>, <c>no_promotion</c>.</summary>
    public static async Task<Result<VersionPromotion>> FindAsync(StudioDb db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!PromotionRules.MayManage(caller))
            return PromotionRules.AdminsOnly;
        return await LockAsync(db, id, cancellationToken) is { } found ? found : PromotionRules.NotFound;
    }

    /// <summary>Writes down what happened, after the state has changed.</summary>
    public static void Tell(this StudioDb db, VersionPromotion promotion, Guid? by, string text, DateTimeOffset now) => db.Add(new PromotionEvent
    {
        OrganizationId = promotion.OrganizationId, PromotionId = promotion.Id, At = now, By = by, State = promotion.State, Text = text,
    });
}
