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
    private const int LongestTemplate = 100_000;
    private const int MostPrompts = 500;
    private const string TakenByThePage = "new";

    /// <summary>A new prompt with its first version, 1.0.0, which no label stands at.</summary>
    public async Task<Result<SavedVersion>> CreateAsync(Caller caller, string name, PromptContent content, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Forbidden;
        var slug = NotInSlugs().Replace(name.ToLowerInvariant(), "-").Trim('-');
        if (slug.Length is 0 or > 50 || !char.IsAsciiLetterLower(slug[0]) || slug == TakenByThePage)
            return Error.Invalid("prompt_name", "A prompt needs a name that begins with a letter and has at most 50 letters, digits and spaces.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<Prompt>().CountAsync(cancellationToken) >= MostPrompts)
            return Error.OverLimit("too_many_prompts", $"An organization has at most {MostPrompts} prompts.");
        var prompt = new Prompt { OrganizationId = caller.OrganizationId, Slug = slug, Name = name.Trim() };
        var version = await VersionAsync(db, caller, prompt, new(content, "First version."), new SemanticVersion(1, 0, 0), cancellationToken);
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
        if (draft.Note.Trim().Length is 0 or > 200)
            return Error.Invalid("prompt_note", "Say in a line what changes, in at most 200 characters.");
        var versions = (await db.Set<PromptVersion>().AsNoTracking().Where(row => row.PromptId == prompt.Id).ToListAsync(cancellationToken))
            .OrderBy(row => SemanticVersion.Parse(row.Version)).ToList();
        if (versions.Count >= PromptLibrary.MostVersions)
            return Error.OverLimit("too_many_versions", $"A prompt has at most {PromptLibrary.MostVersions} versions. Go on in a new prompt.");
        var number = versions.Count == 0
            ? new SemanticVersion(1, 0, 0)
            : SemanticVersion.Parse(versions[^1].Version).Next(draft.Change ?? VersionProposal.Of(versions[^1].Content, draft.Content));
        var version = await VersionAsync(db, caller, prompt, draft, number, cancellationToken);
        if (!version.Succeeded)
            return version.Error;
        return versions.FirstOrDefault(row => row.ContentHash.AsSpan().SequenceEqual(version.Value.ContentHash)) is { } same
            ? Error.Conflict("prompt_version_exists", $"Version {same.Version} says exactly this already.")
            : await AddAsync(db, caller, prompt, version.Value, cancellationToken);
    }

    private static Error Forbidden => Error.Forbidden("admins_only", "Only admins change prompts.");

    private static async Task<Result<PromptVersion>> VersionAsync(StudioDb db, Caller caller, Prompt prompt, PromptDraft draft, SemanticVersion number, CancellationToken cancellationToken)
    {
        var content = draft.Content with { Template = draft.Content.Template.ReplaceLineEndings("\n").Trim() };
        if (content.Template.Length > LongestTemplate)
            return Error.Invalid("prompt_too_long", $"A prompt has at most {LongestTemplate:#,0} characters.");
        if (PromptTemplate.Check(content) is { } wrong)
            return wrong;
        var included = await PromptIncludes.ResolveAsync(db, prompt.Slug, content, cancellationToken);
        if (!included.Succeeded)
            return included.Error;
        return new PromptVersion
        {
            OrganizationId = caller.OrganizationId,
            PromptId = prompt.Id,
            Version = number.ToString(),
            ContentHash = content.Hash(),
            Template = content.Template,
            Variables = included.Value.Variables,
            Settings = content.Settings,
            Body = included.Value.Body,
            Includes = included.Value.Prompts,
            AuthorId = caller.UserId,
            Note = draft.Note.Trim(),
        };
    }

    private static async Task<Result<SavedVersion>> AddAsync(StudioDb db, Caller caller, Prompt prompt, PromptVersion version, CancellationToken cancellationToken)
    {
        db.Add(version);
        db.LogActivity(caller, "prompt.version_saved", "prompt", prompt.Id, new { prompt.Slug, version.Version });
        return await SaveAsync(db, cancellationToken, commit: true) is { } problem ? problem : new SavedVersion(version.Id, prompt.Slug, version.Version);
    }

    private static async Task<Error?> SaveAsync(StudioDb db, CancellationToken cancellationToken, bool commit = false)
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
