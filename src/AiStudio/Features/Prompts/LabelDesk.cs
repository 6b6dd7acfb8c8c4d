using System.Text.RegularExpressions;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>
/// Moves labels. Every turn reads where the label stands, so a move is in force for the next one on every node. Each is kept with who and why.
/// </summary>
internal sealed partial class LabelDesk(StudioDatabase database, TimeProvider time)
{
    /// <summary>Moves a label, or makes it.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="promptId">Whose label.</param>
    /// <param name="label">Lower-case letters, digits and hyphens.</param>
    /// <param name="versionId">Where to: a version of that prompt.</param>
    /// <param name="from">Where the caller saw it stand; <see langword="null"/> when it stood nowhere.</param>
    /// <param name="reason">Why, in a line; needed for <see cref="PromptLabel.Production"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Done>> MoveAsync(Caller caller, Guid promptId, string label, Guid versionId, Guid? from, string reason, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Error.Forbidden("admins_only", "Only admins move labels.");
        if (!Name().IsMatch(label))
            return Error.Invalid("label_name", "A label has 1 to 30 lower-case letters, digits and hyphens, and begins with a letter.");
        if (reason.Length > 500 || (label == PromptLabel.Production && string.IsNullOrWhiteSpace(reason)))
            return Error.Invalid("label_reason", "Moving production needs a reason, in at most 500 characters.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == versionId && row.PromptId == promptId, cancellationToken);
        if (version is null)
            return Error.NotFound("no_prompt_version", "There is no such version.");
        // Chats give no values.
        if (label == PromptLabel.Production && version.Variables.FirstOrDefault(variable => variable.Default is null) is { } needed)
            return Error.Invalid("prompt_variable_missing", $"Chats give no value for {needed.Name}. Give it a default before this goes into production.");
        // One move of a prompt's labels at a time, also of those that do not stand anywhere yet.
        await db.Database.ExecuteSqlAsync($"select 1 from prompt where org_id = {caller.OrganizationId} and id = {promptId} for update", cancellationToken);
        var row = await db.Set<PromptLabel>().SingleOrDefaultAsync(row => row.PromptId == promptId && row.Label == label, cancellationToken);
        if (row?.VersionId != from)
            return Error.Stale("Somebody else has moved this label meanwhile. Look where it stands now.");
        if (from == versionId)
            return Done.Value;
        var now = time.GetUtcNow();
        if (row is null)
            db.Add(new PromptLabel { OrganizationId = caller.OrganizationId, PromptId = promptId, Label = label, VersionId = versionId, MovedAt = now });
        else
            (row.VersionId, row.MovedAt) = (versionId, now);
        db.Add(new LabelMove
        {
            OrganizationId = caller.OrganizationId, PromptId = promptId, Label = label, FromVersionId = from, ToVersionId = versionId, MovedBy = caller.UserId, Reason = reason.Trim(), MovedAt = now,
        });
        db.LogActivity(caller, "prompt.label_moved", "prompt", promptId, new { label, from, to = versionId });
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,29}$")]
    private static partial Regex Name();
}
