using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Exchange;

/// <summary>Writes prompts into a file.</summary>
internal sealed class PromptExport(StudioDatabase database)
{
    /// <summary>One prompt with all its versions, or every prompt. Errors: <c>no_prompt</c> (not found), <c>admins_only</c> (forbidden).</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="slug">Which one; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<PromptFile>> ReadAsync(Caller caller, string? slug, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return PromptDesk.Forbidden;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var prompts = await db.Set<Prompt>().AsNoTracking().Where(row => row.ArchivedAt == null && (slug == null || row.Slug == slug)).ToListAsync(cancellationToken);
        if (slug is not null && prompts.Count == 0)
            return PromptLibrary.NotFound;
        var ids = prompts.ConvertAll(row => row.Id);
        var versions = (await db.Set<PromptVersion>().AsNoTracking().Where(row => ids.Contains(row.PromptId)).ToListAsync(cancellationToken)).ToLookup(row => row.PromptId);
        return new PromptFile(PromptFile.Current,
        [
            .. from prompt in prompts.OrderBy(row => row.Slug, StringComparer.Ordinal)
               select new FiledPrompt(prompt.Slug, prompt.Name, [.. versions[prompt.Id].OrderBy(row => SemanticVersion.Parse(row.Version)).Select(FiledVersion.Of)]),
        ]);
    }
}
