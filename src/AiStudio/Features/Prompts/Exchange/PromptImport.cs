using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Exchange;

/// <summary>Takes prompts in from a file: what is here already stays as it is, what is new becomes a version, and no label moves.</summary>
internal sealed class PromptImport(StudioDatabase database)
{
    /// <summary>
    /// All of the file or nothing. A version keeps its number where that comes after all others, and is numbered by its change elsewhere. The prompts it names are
    /// put in as the file says, from the file or from here. Errors name the prompt and the version: what <see cref="PromptDraft.Tidy"/> and
    /// <see cref="PromptIncludes"/> find, <c>prompt_file</c> (invalid), <c>too_many_prompts</c>, <c>too_many_versions</c> (over limit).
    /// </summary>
    public async Task<Result<ImportedPrompts>> ImportAsync(Caller caller, PromptFile file, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return PromptDesk.Forbidden;
        if (file.Problem is { } wrong)
            return wrong;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var shelves = new Dictionary<string, PromptShelf>(StringComparer.Ordinal);
        foreach (var filed in file.Prompts.OrderBy(prompt => prompt.Slug, StringComparer.Ordinal))
        {
            var shelf = await PromptShelf.OpenAsync(db, filed, cancellationToken);
            if (!shelf.Succeeded)
                return shelf.Error;
            shelves.Add(filed.Slug, shelf.Value);
        }

        if (await db.Set<Prompt>().CountAsync(cancellationToken) > PromptDesk.MostPrompts)
            return Error.OverLimit("too_many_prompts", $"An organization has at most {PromptDesk.MostPrompts} prompts.");
        if (await FillAsync(db, caller, shelves, cancellationToken) is { } problem)
            return problem;
        var saved = shelves.Values.SelectMany(shelf => shelf.Added.Select(version => new SavedVersion(version.Id, shelf.Prompt.Slug, version.Version))).ToList();
        foreach (var shelf in shelves.Values.Where(shelf => shelf.Added.Count > 0))
            db.LogActivity(caller, "prompt.imported", "prompt", shelf.Prompt.Id, new { shelf.Prompt.Slug, versions = shelf.Added.Select(version => version.Version) });
        if (await PromptDesk.SaveAsync(db, cancellationToken, commit: true) is { } taken)
            return taken;
        return new ImportedPrompts(saved, shelves.Values.Count(shelf => shelf.IsNew), shelves.Values.Sum(shelf => shelf.Unchanged));
    }

    // A version waits for those that are put into it.
    private static async Task<Error?> FillAsync(StudioDb db, Caller caller, Dictionary<string, PromptShelf> shelves, CancellationToken cancellationToken)
    {
        while (shelves.Values.Where(shelf => shelf.Waiting.Count > 0).ToList() is { Count: > 0 } unfinished)
        {
            var ready = unfinished.FirstOrDefault(shelf => (shelf.Waiting.Peek().Includes ?? new Dictionary<string, string>()).All(include => !IsStillToCome(shelves, include.Key, include.Value)));
            if (ready is null)
                return Error.Invalid("prompt_file", $"{unfinished[0].Prompt.Slug} {unfinished[0].Waiting.Peek().Version} is put into itself by way of others.");
            var (filed, found) = (ready.Waiting.Dequeue(), new Dictionary<string, PromptVersion>(StringComparer.Ordinal));
            foreach (var (slug, number) in filed.Includes ?? new Dictionary<string, string>())
            {
                if ((shelves.GetValueOrDefault(slug)?.Filed.GetValueOrDefault(number) ?? await FindAsync(db, slug, number, cancellationToken)) is not { } version)
                    return Error.Invalid("prompt_include_unknown", $"{ready.Prompt.Slug} {filed.Version} has {slug} {number} in it, which is neither in the file nor here.");
                found.Add(slug, version);
            }

            if (ready.Put(db, caller, filed, found) is { } problem)
                return problem with { Message = $"{ready.Prompt.Slug} {filed.Version}: {problem.Message}" };
        }

        return null;
    }

    private static bool IsStillToCome(Dictionary<string, PromptShelf> shelves, string slug, string number) =>
        shelves.GetValueOrDefault(slug)?.Waiting.Any(version => version.Version == number) == true;

    private static Task<PromptVersion?> FindAsync(StudioDb db, string slug, string number, CancellationToken cancellationToken) =>
        (from prompt in db.Set<Prompt>()
         join version in db.Set<PromptVersion>() on prompt.Id equals version.PromptId
         where prompt.Slug == slug && prompt.ArchivedAt == null && version.Version == number
         select version).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
}
