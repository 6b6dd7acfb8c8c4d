using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>Finds what a label stands at.</summary>
internal sealed partial class PromptService(ILogger<PromptService> logger)
{
    /// <summary>A missing label is an error, never a silent fallback to another version.</summary>
    public async Task<Result<ResolvedPrompt>> ResolveAsync(StudioDb db, Guid promptId, string label, CancellationToken cancellationToken)
    {
        var resolved = await (
            from labelled in db.Set<PromptLabel>()
            join version in db.Set<PromptVersion>() on labelled.VersionId equals version.Id
            where labelled.PromptId == promptId && labelled.Label == label
            select new ResolvedPrompt(version.Id, version.Version, version.Template)).SingleOrDefaultAsync(cancellationToken);
        if (resolved is not null)
        {
            return resolved;
        }

        LogMissing(promptId);
        return Error.NotFound("prompt_label_missing", $"The prompt has no version labelled {label}. Move the label to a version first.");
    }

    /// <summary>The prompt of that slug, or null.</summary>
    public static async Task<Guid?> FindAsync(StudioDb db, string slug, CancellationToken cancellationToken) =>
        (await db.Set<Prompt>().AsNoTracking().SingleOrDefaultAsync(prompt => prompt.Slug == slug, cancellationToken))?.Id;

    [LoggerMessage(LogLevel.Warning, "Prompt {PromptId} was asked for by a label that stands nowhere")]
    private partial void LogMissing(Guid promptId);
}
