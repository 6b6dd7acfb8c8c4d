using System.Text.RegularExpressions;
using AiStudio.Features.Prompts.Protection;
using AiStudio.Features.Prompts.Units;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>
/// Moves labels by hand. Every turn reads where the label stands, so a move is in force for the next one on every node. Each is kept with who and why.
/// </summary>
internal sealed partial class LabelDesk(StudioDatabase database, IEnumerable<IProductionWatch> watches, TimeProvider time)
{
    /// <summary>
    /// Moves a label, or makes it. <see cref="PromptLabel.Production"/> only goes back to a version that stood there before: new ones get there through the gate.
    /// One that people of a unit are answered by goes only to versions that may answer them; one that is protected is moved by owners only.
    /// Errors: <c>production_needs_gate</c> (conflict), <c>label_protected</c> (forbidden), and what an <see cref="IProductionWatch"/> has against it.
    /// </summary>
    /// <param name="caller">An admin.</param>
    /// <param name="promptId">Whose label.</param>
    /// <param name="label">Lower-case letters, digits and hyphens.</param>
    /// <param name="versionId">Where to: a version of that prompt.</param>
    /// <param name="from">Where the caller saw it stand; <see langword="null"/> when it stood nowhere.</param>
    /// <param name="reason">Why, in a line; needed for <see cref="PromptLabel.Production"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    // By hand production only goes back.
    public Task<Result<Done>> MoveAsync(Caller caller, Guid promptId, string label, Guid versionId, Guid? from, string reason, CancellationToken cancellationToken) =>
        PutAsync(caller, promptId, label, versionId, from, reason, rollback: label == PromptLabel.Production, cancellationToken);

    /// <summary>The same for a label that is put back: what it leaves is not gone back to.</summary>
    public Task<Result<Done>> GoBackAsync(Caller caller, Guid promptId, string label, Guid versionId, Guid from, string reason, CancellationToken cancellationToken) =>
        PutAsync(caller, promptId, label, versionId, from, reason, rollback: true, cancellationToken);

    private async Task<Result<Done>> PutAsync(Caller caller, Guid promptId, string label, Guid versionId, Guid? from, string reason, bool rollback, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Error.Forbidden("admins_only", "Only admins move labels.");
        if (!IsName(label))
            return NoName;
        if (reason.Length > 500 || (label == PromptLabel.Production && string.IsNullOrWhiteSpace(reason)))
            return Error.Invalid("label_reason", "Moving production needs a reason, in at most 500 characters.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var version = await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == versionId && row.PromptId == promptId, cancellationToken);
        if (version is null)
            return Error.NotFound("no_prompt_version", "There is no such version.");
        if ((label == PromptLabel.Production ? await ObjectionAsync(db, version, from, cancellationToken) : await OwnObjectionAsync(db, caller, label, version, cancellationToken)) is { } objection)
            return objection;
        var moved = await db.MoveLabelAsync(promptId, label, version, from, caller.UserId, reason.Trim(), rollback, time.GetUtcNow(), cancellationToken);
        if (!moved.Succeeded)
            return moved;
        if (label == PromptLabel.Production && from != versionId)
        {
            foreach (var watch in watches)
                await watch.PutBackAsync(db, caller, version, cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private async Task<Error?> ObjectionAsync(StudioDb db, PromptVersion version, Guid? from, CancellationToken cancellationToken)
    {
        // Chats give no values.
        if (PromptVariables.MissingDefault(version) is { } missing)
            return missing;
        if (version.Id != from && !await db.Set<LabelMove>().AnyAsync(move => move.PromptId == version.PromptId && move.Label == PromptLabel.Production && move.ToVersionId == version.Id, cancellationToken))
        {
            return Error.Conflict("production_needs_gate",
                $"Version {version.Version} has never been in production, so it gets there through the gate only: ask for its promotion on the promotion board. By hand production can be put back to where it stood before.");
        }

        foreach (var watch in watches)
        {
            if (await watch.ObjectionAsync(db, version, cancellationToken) is { } objection)
                return objection;
        }

        return null;
    }

    private async Task<Error?> OwnObjectionAsync(StudioDb db, Caller caller, string label, PromptVersion version, CancellationToken cancellationToken)
    {
        await db.HoldLabelsAsync(version.PromptId, cancellationToken);
        if (await db.ProtectionObjectionAsync(caller, [label], cancellationToken) is { } objection)
            return objection;
        // People of a unit are answered by it, so it is no way past the gate.
        return await db.Set<UnitLabel>().AnyAsync(row => row.PromptId == version.PromptId && row.Label == label, cancellationToken)
            ? await UnitLabels.ObjectionAsync(db, watches, caller, version, cancellationToken)
            : null;
    }

    internal static bool IsName(string label) => Name().IsMatch(label);

    internal static Error NoName => Error.Invalid("label_name", "A label has 1 to 30 lower-case letters, digits and hyphens, and begins with a letter.");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,29}\\z")]
    private static partial Regex Name();
}
