using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>Finds what a label stands at.</summary>
internal sealed partial class PromptService(TimeProvider time, ILogger<PromptService> logger)
{
    private static readonly Dictionary<string, string> s_noValues = [];

    /// <summary>A missing label is an error, never a silent fallback to another version.</summary>
    public async Task<Result<ResolvedPrompt>> ResolveAsync(StudioDb db, Guid promptId, string label, CancellationToken cancellationToken)
    {
        var resolved = await (
            from labelled in db.Set<PromptLabel>()
            join version in db.Set<PromptVersion>() on labelled.VersionId equals version.Id
            where labelled.PromptId == promptId && labelled.Label == label
            select version).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (resolved is not null)
        {
            return Render(resolved, s_noValues);
        }

        LogMissing(promptId);
        return Error.NotFound("prompt_label_missing", $"The prompt has no version labelled {label}. Move the label to a version first.");
    }

    /// <summary>The version with values put in. Errors: <c>prompt_variable_missing</c>, <c>prompt_variable_kind</c> (invalid).</summary>
    public Result<ResolvedPrompt> Render(PromptVersion version, IReadOnlyDictionary<string, string> values)
    {
        var text = PromptTemplate.Render(version.Body ?? version.Template, version.Variables, values, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return text.Succeeded ? new ResolvedPrompt(version.Id, version.Version, text.Value, version.Settings) : text.Error;
    }

    /// <summary>The prompt of that slug, or null.</summary>
    public static async Task<Guid?> FindAsync(StudioDb db, string slug, CancellationToken cancellationToken) =>
        (await db.Set<Prompt>().AsNoTracking().SingleOrDefaultAsync(prompt => prompt.Slug == slug, cancellationToken))?.Id;

    [LoggerMessage(LogLevel.Warning, "Prompt {PromptId} was asked for by a label that stands nowhere")]
    private partial void LogMissing(Guid promptId);
}
