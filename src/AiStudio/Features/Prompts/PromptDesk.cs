using System.Data.Common;
using System.Text.RegularExpressions;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>What admins do with prompts: new ones, and new versions of them. Every change is in the activity log.</summary>
internal sealed partial class PromptDesk(StudioDatabase database)
{
    public const int MostPrompts = 500;
    private const string TakenByThePage = "new";

    /// <summary>A new prompt with its first version, 1.0.0, which no label stands at.</summary>
    public async Task<Result<SavedVersion>> CreateAsync(Caller caller, string name, PromptContent content, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Forbidden;
        if (SlugOf(name) is not { } slug)
            return Error.Invalid("prompt_name", "A prompt needs a name that begins with a letter and has at most 50 letters, digits and spaces.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Prompt>().CountAsync(cancellationToken) >= MostPrompts)
            return Error.OverLimit("too_many_prompts", $"An organization has at most {MostPrompts} prompts.");
        var prompt = new Prompt { OrganizationId = caller.OrganizationId, Slug = slug, Name = name.Trim() };
        var version = await VersionAsync(db, caller, prompt, new(content, "First version."), _ => new(1, 0, 0), cancellationToken);
        if (!version.Succeeded)
            return version.Error;
        db.Add(prompt);
        return await SaveAsync(db, cancellationToken) is { } taken ? taken : await AddAsync(db, caller, prompt, version.Value, cancellationToken);
    }

    /// <summary>
    /// A new version, numbered after the highest. Errors: <c>prompt_version_exists</c> (conflict) when a version says exactly this already, and what
    /// <see cref="PromptTemplate.Check"/> finds.
    /// </summary>
    public async Task<Result<SavedVersion>> SaveAsync(Caller caller, string slug, PromptDraft draft, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        // One save of a prompt at a time: each sees the numbers of those before.
        var prompt = await db.Set<Prompt>()
            .FromSql($"select * from prompt where org_id = {caller.OrganizationId} and slug = {slug} and archived_at is null for update").SingleOrDefaultAsync(cancellationToken);
        if (prompt is null)
            return PromptLibrary.NotFound;
        var versions = (await db.Set<PromptVersion>().AsNoTracking().Where(row => row.PromptId == prompt.Id).ToListAsync(cancellationToken))
            .OrderBy(row => SemanticVersion.Parse(row.Version)).ToList();
        if (versions.Count >= PromptLibrary.MostVersions)
            return Error.OverLimit("too_many_versions", $"A prompt has at most {PromptLibrary.MostVersions} versions. Go on in a new prompt.");
        var version = await VersionAsync(db, caller, prompt, draft, included => versions is [.., var last]
            ? SemanticVersion.Parse(last.Version).Next(draft.Change ?? VersionProposal.Of(last.Content, last.Includes, draft.Content, included))
            : new(1, 0, 0), cancellationToken);
        if (!version.Succeeded)
            return version.Error;
        return versions.FirstOrDefault(row => row.Says(version.Value.Content, version.Value.Includes)) is { } same
            ? Error.Conflict("prompt_version_exists", $"Version {same.Version} says exactly this already.")
            : await AddAsync(db, caller, prompt, version.Value, cancellationToken);
    }

    /// <summary>What a prompt of this name is called in addresses; <see langword="null"/> when it cannot be called anything.</summary>
    internal static string? SlugOf(string name)
    {
        var slug = NotInSlugs().Replace(name.ToLowerInvariant(), "-").Trim('-');
        return slug.Length is 0 or > 50 || !char.IsAsciiLetterLower(slug[0]) || slug == TakenByThePage ? null : slug;
    }

    internal static Error Forbidden => Error.Forbidden("admins_only", "Only admins change prompts.");

    private static async Task<Result<PromptVersion>> VersionAsync(
        StudioDb db, Caller caller, Prompt prompt, PromptDraft draft, Func<IReadOnlyList<IncludedPrompt>, SemanticVersion> number, CancellationToken cancellationToken)
    {
        var tidy = draft.Tidy();
        if (!tidy.Succeeded)
            return tidy.Error;
        var included = await PromptIncludes.ResolveAsync(db, prompt.Slug, tidy.Value.Content, cancellationToken);
        return included.Succeeded ? tidy.Value.ToVersion(caller, prompt.Id, number(included.Value.Prompts), included.Value) : included.Error;
    }

    private static async Task<Result<SavedVersion>> AddAsync(StudioDb db, Caller caller, Prompt prompt, PromptVersion version, CancellationToken cancellationToken)
    {
        db.Add(version);
        db.LogActivity(caller, "prompt.version_saved", "prompt", prompt.Id, new { prompt.Slug, version.Version });
        return await SaveAsync(db, cancellationToken, commit: true) is { } problem ? problem : new SavedVersion(version.Id, prompt.Slug, version.Version);
    }

    internal static async Task<Error?> SaveAsync(StudioDb db, CancellationToken cancellationToken, bool commit = false)
    {
        try
        {
            await (commit ? db.CommitAsync(cancellationToken) : db.SaveChangesAsync(cancellationToken));
            return null;
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("prompt_name_taken", "There is a prompt of this name already.");
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInSlugs();
}
