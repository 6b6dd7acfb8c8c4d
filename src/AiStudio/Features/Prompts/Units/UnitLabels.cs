using AiStudio.Features.ActivityLog;
using AiStudio.Features.Prompts.Protection;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Units;

/// <summary>Says by which label the people of a unit are answered. In force with their next question.</summary>
internal sealed class UnitLabels(StudioDatabase database, IEnumerable<IProductionWatch> watches, TimeProvider time)
{
    /// <summary>Every unit that is in use; nothing for who is no admin.</summary>
    public async Task<IReadOnlyList<UnitLabelEntry>> ListAsync(Caller caller, Guid promptId, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<UnitLabelEntry>($"""
            select u.id as "UnitId", u.name as "Unit", l.label as "Label",
                   (select count(*) from membership m where m.org_id = u.org_id and m.unit_id = u.id and m.disabled_at is null) as "People",
                   exists (select 1 from protected_label p where p.org_id = l.org_id and p.label = l.label) as "IsProtected"
            from organization_unit u left join unit_label l on l.org_id = u.org_id and l.unit_id = u.id and l.prompt_id = {promptId}
            where u.org_id = {caller.OrganizationId} and (u.archived_at is null or l.label is not null)
            order by lower(u.name)
            """).ToListAsync(cancellationToken);
    }

    /// <summary>Errors: <c>admins_only</c>, <c>label_protected</c> for the label that it is answered by or would be (forbidden), <c>no_unit</c>, <c>prompt_label_missing</c> (not found), and what an <see cref="IProductionWatch"/> has against the version there.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="promptId">Of which prompt.</param>
    /// <param name="unitId">Whose people.</param>
    /// <param name="label">A label that stands somewhere; null for production, as everybody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> SetAsync(Caller caller, Guid promptId, Guid unitId, string? label, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Error.Forbidden("admins_only", "Only admins say by which label a unit is answered.");
        label = label == PromptLabel.Production ? null : label;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.HoldLabelsAsync(promptId, cancellationToken);
        if (!await db.Database.SqlQuery<Guid>($"""select id as "Value" from organization_unit where org_id = {caller.OrganizationId} and id = {unitId} for no key update""").AnyAsync(cancellationToken))
            return Error.NotFound("no_unit", "There is no such unit.");
        var now = await db.Set<UnitLabel>().SingleOrDefaultAsync(row => row.PromptId == promptId && row.UnitId == unitId, cancellationToken);
        var before = now?.Label;
        if (label != before && await db.ProtectionObjectionAsync(caller, [before, label], cancellationToken) is { } isProtected)
            return isProtected;
        if (label is not null && await LabelObjectionAsync(db, caller, promptId, label, cancellationToken) is { } objection)
            return objection;
        if (label == before)
            return Done.Value;
        if (label is null)
        {
            db.Remove(now!);
        }
        else if (now is null)
        {
            db.Add(new UnitLabel { OrganizationId = caller.OrganizationId, PromptId = promptId, UnitId = unitId, Label = label, SetBy = caller.UserId, SetAt = time.GetUtcNow() });
        }
        else
        {
            (now.Label, now.SetBy, now.SetAt) = (label, caller.UserId, time.GetUtcNow());
        }

        db.LogActivity(caller, "prompt.unit_label_set", "prompt", promptId, new { unitId, from = before ?? PromptLabel.Production, to = label ?? PromptLabel.Production });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Why this version must not answer the people of a unit; <see langword="null"/> when it may.</summary>
    internal static async Task<Error?> ObjectionAsync(StudioDb db, IEnumerable<IProductionWatch> watches, Caller caller, PromptVersion version, CancellationToken cancellationToken)
    {
        // Chats give no values.
        if (PromptVariables.MissingDefault(version) is { } missing)
            return missing;
        foreach (var watch in watches)
        {
            if (await watch.UnitObjectionAsync(db, caller, version, cancellationToken) is { } objection)
                return objection;
        }

        return null;
    }

    private async Task<Error?> LabelObjectionAsync(StudioDb db, Caller caller, Guid promptId, string label, CancellationToken cancellationToken)
    {
        if (await db.WhereIsAsync(promptId, label, cancellationToken) is not { } standing)
            return Error.NotFound("prompt_label_missing", $"No version is labelled {label}. Put the label at a version first.");
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleAsync(row => row.Id == standing, cancellationToken);
        return await ObjectionAsync(db, watches, caller, version, cancellationToken);
    }
}
