using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Exchange;

/// <summary>A prompt that a file is read into: its versions, and those of the file that are still to come.</summary>
internal sealed class PromptShelf
{
    private readonly List<PromptVersion> _versions;

    private PromptShelf(Prompt prompt, bool isNew, IEnumerable<PromptVersion> versions, IEnumerable<FiledVersion> waiting)
    {
        (Prompt, IsNew, Waiting) = (prompt, isNew, new(waiting));
        _versions = [.. versions.OrderBy(version => SemanticVersion.Parse(version.Version))];
    }

    public Prompt Prompt { get; }

    public bool IsNew { get; }

    public Queue<FiledVersion> Waiting { get; }

    public List<PromptVersion> Added { get; } = [];

    public int Unchanged { get; private set; }

    /// <summary>What each version of the file is here, by its number in the file.</summary>
    public Dictionary<string, PromptVersion> Filed { get; } = [];

    /// <summary>Finds the prompt, or makes it. No other save of it comes between.</summary>
    public static async Task<Result<PromptShelf>> OpenAsync(StudioDb db, FiledPrompt filed, CancellationToken cancellationToken)
    {
        var ordered = filed.Versions.OrderBy(version => SemanticVersion.Parse(version.Version));
        var organization = db.Scope.OrganizationId;
        var found = await db.Set<Prompt>().FromSql($"select * from prompt where org_id = {organization} and slug = {filed.Slug} for update").SingleOrDefaultAsync(cancellationToken);
        if (found?.ArchivedAt is not null)
            return Error.Conflict("prompt_archived", $"{filed.Slug} is the name of a prompt that is archived.");
        if (found is not null)
            return new PromptShelf(found, false, await db.Set<PromptVersion>().AsNoTracking().Where(row => row.PromptId == found.Id).ToListAsync(cancellationToken), ordered);
        var prompt = new Prompt { OrganizationId = organization, Slug = filed.Slug, Name = filed.Name.Trim() };
        db.Add(prompt);
        return await PromptDesk.SaveAsync(db, cancellationToken) is { } taken ? taken : new PromptShelf(prompt, true, [], ordered);
    }

    /// <summary>Takes a version of the file, unless it is here already.</summary>
    public Error? Put(StudioDb db, Caller caller, FiledVersion filed, IReadOnlyDictionary<string, PromptVersion> includes)
    {
        var draft = filed.Draft.Tidy();
        if (!draft.Succeeded)
            return draft.Error;
        var content = draft.Value.Content;
        var included = PromptIncludes.Of(content, includes);
        if (!included.Succeeded)
            return included.Error;
        if (_versions.Find(version => version.Says(content, included.Value.Prompts)) is { } same)
        {
            Filed[filed.Version] = same;
            Unchanged++;
            return null;
        }

        if (includes.ContainsKey(Prompt.Slug))
            return Error.Invalid("prompt_include_itself", "A prompt cannot be put into itself.");
        if (_versions.Count >= PromptLibrary.MostVersions)
            return Error.OverLimit("too_many_versions", $"A prompt has at most {PromptLibrary.MostVersions} versions.");
        var version = draft.Value.ToVersion(caller, Prompt.Id, NumberOf(filed, content), included.Value);
        db.Add(version);
        _versions.Add(version);
        Added.Add(version);
        Filed[filed.Version] = version;
        return null;
    }

    private SemanticVersion NumberOf(FiledVersion filed, PromptContent content)
    {
        var own = SemanticVersion.Parse(filed.Version);
        if (_versions.Count == 0)
            return own;
        var highest = SemanticVersion.Parse(_versions[^1].Version);
        return own.CompareTo(highest) > 0 ? own : highest.Next(VersionProposal.Of(_versions[^1].Content, content));
    }
}
