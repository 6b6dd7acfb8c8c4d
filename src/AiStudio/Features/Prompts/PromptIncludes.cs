using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>The prompts that a text names, pinned: what stands at production now is what stays in it.</summary>
/// <param name="Body">The text with them put in; <see langword="null"/> when it names none.</param>
/// <param name="Prompts">Which versions they were.</param>
/// <param name="Variables">The text's own variables and theirs.</param>
internal sealed record PromptIncludes(string? Body, IReadOnlyList<IncludedPrompt> Prompts, IReadOnlyList<PromptVariable> Variables)
{
    /// <summary>Errors: <c>prompt_include_unknown</c>, <c>prompt_include_itself</c>, <c>prompt_include_variable</c> (invalid).</summary>
    public static async Task<Result<PromptIncludes>> ResolveAsync(StudioDb db, string slug, PromptContent content, CancellationToken cancellationToken)
    {
        var names = PromptTemplate.IncludesOf(content.Template);
        if (names.Count == 0)
            return new PromptIncludes(null, [], content.Variables);
        if (names.Contains(slug))
            return Error.Invalid("prompt_include_itself", "A prompt cannot be put into itself.");
        return Of(content, await FindAsync(db, names, cancellationToken));
    }

    /// <summary>What of these prompts would be put in now, by their names. Those without a version in production are missing.</summary>
    // What they name was put into them when they were saved, so one look is enough and no circle can arise.
    public static Task<Dictionary<string, PromptVersion>> FindAsync(StudioDb db, IReadOnlyList<string> names, CancellationToken cancellationToken) => (
        from prompt in db.Set<Prompt>()
        join label in db.Set<PromptLabel>() on prompt.Id equals label.PromptId
        join version in db.Set<PromptVersion>() on label.VersionId equals version.Id
        where names.Contains(prompt.Slug) && prompt.ArchivedAt == null && label.Label == PromptLabel.Production
        select new { prompt.Slug, Version = version }).AsNoTracking().ToDictionaryAsync(row => row.Slug, row => row.Version, cancellationToken);

    /// <summary>The same with the versions in hand, by the names of their prompts.</summary>
    public static Result<PromptIncludes> Of(PromptContent content, IReadOnlyDictionary<string, PromptVersion> found)
    {
        var names = PromptTemplate.IncludesOf(content.Template);
        if (names.Count == 0)
            return new PromptIncludes(null, [], content.Variables);
        if (names.FirstOrDefault(name => !found.ContainsKey(name)) is { } unknown)
            return Error.Invalid("prompt_include_unknown", $"There is no prompt {unknown} with a version in production to put in here.");
        var theirs = found.Values.SelectMany(version => version.Variables).Where(variable => content.Variables.All(own => own.Name != variable.Name)).ToList();
        if (theirs.GroupBy(variable => variable.Name).FirstOrDefault(same => same.Distinct().Count() > 1) is { } twice)
            return Error.Invalid("prompt_include_variable", $"Two of the prompts put in declare {twice.Key}, each in another way. Declare it here, and that holds for both.");
        return new PromptIncludes(
            PromptTemplate.Include(content.Template, found.ToDictionary(row => row.Key, row => row.Value.Body ?? row.Value.Template)),
            [.. names.Select(name => new IncludedPrompt(name, found[name].Id, found[name].Version))],
            [.. content.Variables, .. theirs.Distinct()]);
    }
}
