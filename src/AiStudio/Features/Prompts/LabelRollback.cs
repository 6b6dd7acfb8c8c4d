using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts;

/// <summary>Puts a label back to where it stood before.</summary>
internal sealed class LabelRollback(StudioDatabase database, PromptLibrary library, LabelDesk labels)
{
    /// <summary>
    /// Answers where it stands now. Who asks twice, or after somebody else has done it, changes nothing. Errors: <c>no_prompt</c> (not found),
    /// <c>label_nowhere_before</c> (conflict), <c>stale</c>, and what <see cref="LabelDesk.MoveAsync"/> finds.
    /// </summary>
    /// <param name="caller">An admin.</param>
    /// <param name="slug">Whose label.</param>
    /// <param name="label">Which.</param>
    /// <param name="from">The number of the version to be rid of, which is also how one goes back a second time; <see langword="null"/> for any: then nothing happens when the last move was a rollback.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<VersionEntry>> RollBackAsync(Caller caller, string slug, string label, string? from, string reason, CancellationToken cancellationToken)
    {
        var back = await TryAsync(caller, slug, label, from, reason, cancellationToken);
        // Somebody else was quicker: looked at again, it is done or it stands elsewhere.
        return back.Error is { Kind: ErrorKind.Stale } ? await TryAsync(caller, slug, label, from, reason, cancellationToken) : back;
    }

    /// <summary>Where a rollback would put it; <see langword="null"/> when nowhere.</summary>
    public async Task<Guid?> WhereToAsync(Caller caller, Guid promptId, string label, Guid standing, CancellationToken cancellationToken) =>
        (await ReadAsync(caller, promptId, label, cancellationToken)).Before(standing);

    private async Task<Result<VersionEntry>> TryAsync(Caller caller, string slug, string label, string? from, string reason, CancellationToken cancellationToken)
    {
        var found = await library.OpenAsync(caller, slug, cancellationToken);
        if (!found.Succeeded)
            return found.Error;
        var prompt = found.Value;
        // All that is decided goes by one look at the history.
        var history = await ReadAsync(caller, prompt.Id, label, cancellationToken);
        if (prompt.Versions.FirstOrDefault(version => version.Id == history.Standing) is not { } now)
            return NowhereBefore(label);
        if (history.LeftLast is { } left && (from is null || prompt.Numbered(from)?.Id == left))
            return now;
        if (from is not null && from != now.Version)
            return Error.Stale($"{label} stands at {now.Version}, not at {from}. Look at where it stands now.");
        if (prompt.Versions.FirstOrDefault(version => version.Id == history.Before(now.Id)) is not { } before)
            return NowhereBefore(label);
        var moved = await labels.GoBackAsync(caller, prompt.Id, label, before.Id, now.Id, $"Rolled back from {now.Version}.{(string.IsNullOrWhiteSpace(reason) ? "" : $" {reason.Trim()}")}", cancellationToken);
        return moved.Succeeded ? before : moved.Error;
    }

    private static Error NowhereBefore(string label) => Error.Conflict("label_nowhere_before", $"{label} stood nowhere else before, so there is nowhere to put it back to.");

    private async Task<LabelHistory> ReadAsync(Caller caller, Guid promptId, string label, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await LabelHistory.ReadAsync(db, promptId, label, cancellationToken);
    }
}
