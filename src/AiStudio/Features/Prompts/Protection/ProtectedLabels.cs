using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Protection;

/// <summary>
/// Says which labels only owners move, by name for every prompt. An admin protects one, an owner takes that back. <see cref="PromptLabel.Production"/> is not among them: it has the gate.
/// </summary>
internal sealed class ProtectedLabels(StudioDatabase database, TimeProvider time)
{
    public const int Most = 100;

    /// <summary>By name; nothing for who is no admin.</summary>
    public async Task<IReadOnlyList<ProtectedLabelEntry>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // Accounts have no tenant: rows of this tenant are what keeps the others' out.
        return await db.Database.SqlQuery<ProtectedLabelEntry>($"""
            select p.label as "Label", u.display_name as "By", p.protected_at as "ProtectedAt"
            from protected_label p left join app_user u on u.id = p.protected_by
            where p.org_id = {caller.OrganizationId}
            order by p.label collate "C"
            """).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// From when this answers on, only owners move it; whoever was moving it has ended by then. One that is protected stays as it is. Errors: <c>admins_only</c> (forbidden),
    /// <c>label_name</c>, <c>production_has_the_gate</c> (invalid), <c>too_many_protected_labels</c> (over limit).
    /// </summary>
    /// <param name="caller">An admin.</param>
    /// <param name="label">Its name, whether it stands somewhere yet or not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> ProtectAsync(Caller caller, string label, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Error.Forbidden("admins_only", "Only admins protect labels.");
        if (!LabelDesk.IsName(label))
            return LabelDesk.NoName;
        if (label == PromptLabel.Production)
            return Error.Invalid("production_has_the_gate", "production needs no protection: versions get there through the gate only.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.HoldProtectionAsync(label, cancellationToken);
        if (await db.Set<ProtectedLabel>().AnyAsync(row => row.Label == label, cancellationToken))
            return Done.Value;
        if (await db.Set<ProtectedLabel>().CountAsync(cancellationToken) >= Most)
            return Error.OverLimit("too_many_protected_labels", $"An organization protects at most {Most} labels.");
        db.Add(new ProtectedLabel { OrganizationId = caller.OrganizationId, Label = label, ProtectedBy = caller.UserId, ProtectedAt = time.GetUtcNow() });
        db.LogActivity(caller, "prompt.label_protected", "prompt_label", null, new { label });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Admins move it again. Errors: <c>owners_only</c> (forbidden), <c>label_not_protected</c> (not found).</summary>
    /// <param name="caller">An owner: who may take it away could move it all the same.</param>
    /// <param name="label">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> UnprotectAsync(Caller caller, string label, CancellationToken cancellationToken)
    {
        if (caller.Role != Role.Owner)
            return Error.Forbidden("owners_only", "Only an owner takes a label's protection away.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.HoldProtectionAsync(label, cancellationToken);
        if (await db.Set<ProtectedLabel>().SingleOrDefaultAsync(row => row.Label == label, cancellationToken) is not { } row)
            return NotProtected;
        db.Remove(row);
        db.LogActivity(caller, "prompt.label_unprotected", "prompt_label", null, new { label });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    internal static Error NotProtected => Error.NotFound("label_not_protected", "No label of this name is protected.");
}
