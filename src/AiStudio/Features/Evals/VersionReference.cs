using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>Finds the version of a suite's prompt that somebody names by its number or a label.</summary>
internal sealed class VersionReference(StudioDatabase database)
{
    /// <summary>The version's id. Errors: <c>no_eval_suite</c>, <c>no_prompt_version</c> (not found); <c>suite_of_another_prompt</c> (invalid).</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="suiteId">Whose prompt.</param>
    /// <param name="prompt">The prompt's slug, when the caller says which it means.</param>
    /// <param name="version">A number, such as <c>1.2.0</c>, or a label; null: what stands at production.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Guid>> FindAsync(Caller caller, Guid suiteId, string? prompt, string? version, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var suite = SuiteLibrary.MayManage(caller) ? await db.Set<EvalSuite>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == suiteId && row.ArchivedAt == null, cancellationToken) : null;
        if (suite is null)
            return SuiteLibrary.NotFound;
        if (prompt is not null && !await db.Set<Prompt>().AnyAsync(row => row.Id == suite.PromptId && row.Slug == prompt, cancellationToken))
            return Error.Invalid("suite_of_another_prompt", "The suite asks another prompt than this one.");
        var wanted = version ?? PromptLabel.Production;
        var found = await db.Set<PromptVersion>().Where(row => row.PromptId == suite.PromptId && row.Version == wanted).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken)
            ?? await db.Set<PromptLabel>().Where(row => row.PromptId == suite.PromptId && row.Label == wanted).Select(row => (Guid?)row.VersionId).SingleOrDefaultAsync(cancellationToken);
        return found is { } id ? id : Error.NotFound("no_prompt_version", "The suite's prompt has no version of this number, and no label of this name stands anywhere.");
    }
}
