using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Says before a test is started, or even kept, what its start will be refused for. Nothing changes by it; the start asks again.</summary>
internal sealed class StartCheck(StudioDatabase database, IEnumerable<IProductionWatch> watches)
{
    /// <summary>What stands against a start now; <see langword="null"/> when nothing does, and for who may not start it.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="unit">What stays in one arm.</param>
    /// <param name="arms">Its versions and their weights, in their order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StartOutlook?> LookAsync(Caller caller, ExperimentUnit unit, IReadOnlyList<(Guid VersionId, int Weight)> arms, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return null;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var ids = arms.Select(arm => arm.VersionId).Distinct().ToList();
        var versions = await db.Set<PromptVersion>().AsNoTracking().Where(version => ids.Contains(version.Id)).ToDictionaryAsync(version => version.Id, cancellationToken);
        if (versions.Count < ids.Count || arms.Any(arm => arm.Weight < 1))
            return null;
        var weighed = arms.Select(arm => (versions[arm.VersionId], arm.Weight)).ToList();
        foreach (var watch in watches)
        {
            if (await watch.TestObjectionAsync(db, caller, unit, weighed, cancellationToken) is { } objection)
                return new StartOutlook(objection.Message, objection.Code == IProductionWatch.NeedsApproval ? await watch.TestAdviceAsync(db, unit, weighed, cancellationToken) : null);
        }

        return null;
    }
}
