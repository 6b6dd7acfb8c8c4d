using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Promotion;

/// <summary>
/// Keeps texts that were rolled back from people, and others from going around the gate by a test or by a unit's label; ends a canary when production is put back under it.
/// </summary>
internal sealed class Blocks(TimeProvider time) : IProductionWatch
{
    /// <summary>In percent, what nobody else has approved may answer in a test, all such arms together: as much as a canary's second step.</summary>
    private const int MostUnapproved = 5;

    /// <summary>The promotion that blocks a text of a prompt; <see langword="null"/> when none does.</summary>
    public static async Task<Guid?> OfAsync(StudioDb db, Guid promptId, byte[] contentHash, CancellationToken cancellationToken) =>
        (await db.Set<VersionPromotion>().AsNoTracking()
            .Where(row => row.PromptId == promptId && row.ContentHash == contentHash && row.State == PromotionState.RolledBack && row.UnblockedBy == null)
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken))?.Id;

    public async Task<Error?> ObjectionAsync(StudioDb db, PromptVersion version, CancellationToken cancellationToken)
    {
        // Promotions before labels, as everywhere: whoever takes them in another order may wait for the other for ever.
        await RunningAsync(db, version.PromptId, cancellationToken);
        return await BlockedAsync(db, version, cancellationToken);
    }

    public Task<Error?> UnitObjectionAsync(StudioDb db, Caller caller, PromptVersion version, CancellationToken cancellationToken) => UncheckedAsync(db, caller, version, cancellationToken);

    public async Task<Error?> TestObjectionAsync(
        StudioDb db, Caller caller, ExperimentUnit unit, IReadOnlyList<(PromptVersion Version, int Weight)> arms, CancellationToken cancellationToken)
    {
        var unapproved = 0;
        foreach (var (version, weight) in arms)
        {
            if (await UncheckedAsync(db, caller, version, cancellationToken) is { } objection)
                return objection;
            unapproved += await Clearance.IsApprovedAsync(db, version, cancellationToken) ? 0 : weight;
        }

        // Owners too: whoever wants more of it lets it past the gate, with a reason that everybody sees. One arm of organizations is all or nothing.
        return unapproved == 0 || (unit != ExperimentUnit.Organization && unapproved * 100L <= MostUnapproved * arms.Sum(arm => (long)arm.Weight)) ? null : Error.Conflict(
            IProductionWatch.NeedsApproval,
            $"Versions that nobody else has approved answer at most {MostUnapproved} % in a test, all together, and never whole organizations. Give them less weight, or have them approved on the promotion board first.");
    }

    public async Task<TestAdvice> TestAdviceAsync(StudioDb db, ExperimentUnit unit, IReadOnlyList<(PromptVersion Version, int Weight)> arms, CancellationToken cancellationToken)
    {
        var weighed = new List<(int Weight, bool IsCapped)>(arms.Count);
        foreach (var (version, weight) in arms)
            weighed.Add((weight, !await Clearance.IsApprovedAsync(db, version, cancellationToken)));
        var unapproved = arms.Zip(weighed).Where(pair => pair.Second.IsCapped).Select(pair => pair.First.Version.Version).Distinct().ToList();
        return new TestAdvice(unapproved, MostUnapproved, unit == ExperimentUnit.Organization ? null : CappedWeights.Of(weighed, MostUnapproved));
    }

    public async Task PutBackAsync(StudioDb db, Caller caller, PromptVersion version, CancellationToken cancellationToken)
    {
        if (await RunningAsync(db, version.PromptId, cancellationToken) is not { } running)
            return;
        var now = time.GetUtcNow();
        running.Reason = $"Production was put back to {version.Version} while its canary ran.";
        running.Go(PromotionAction.Withdraw, now);
        db.Tell(running, caller.UserId, $"Withdrawn. {running.Reason}", now);
    }

    private static async Task<VersionPromotion?> RunningAsync(StudioDb db, Guid promptId, CancellationToken cancellationToken) =>
        await db.Set<VersionPromotion>().FromSql($"select * from promotion where org_id = {db.Scope.OrganizationId} and prompt_id = {promptId} and state = 'canary' for update")
            .SingleOrDefaultAsync(cancellationToken);

    // Neither a test nor a label is a way past the gate, except for who may go past it anyway.
    private static async Task<Error?> UncheckedAsync(StudioDb db, Caller caller, PromptVersion version, CancellationToken cancellationToken) =>
        await BlockedAsync(db, version, cancellationToken) is { } blocked ? blocked
        : caller.Role == Role.Owner || await Clearance.IsEvaluatedAsync(db, version, cancellationToken) ? null
        : Error.Conflict("version_needs_gate",
            $"Version {version.Version} has not passed the gate, so it answers nobody, in no test and by no unit's label. Ask for its promotion first; once it is evaluated it may. An owner may use it as it is.");

    private static async Task<Error?> BlockedAsync(StudioDb db, PromptVersion version, CancellationToken cancellationToken) =>
        await OfAsync(db, version.PromptId, version.ContentHash, cancellationToken) is null
            ? null
            : Error.Conflict("version_blocked", $"The text of {version.Version} was rolled back. An owner has to unblock it on the promotion board first.");
}
