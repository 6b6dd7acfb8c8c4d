using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

internal sealed class PromptService(TimeProvider time)
{
    public async Task<Result<ResolvedPrompt>> ResolveAsync(StudioDb db, Guid promptId, string label, CancellationToken cancellationToken)
    {
        var found = await db.Database.SqlQuery<ResolvedPrompt>($"""
            select v.id as "VersionId", v.version as "Version", v.template as "Template"
            from prompt_label l join prompt_version v on v.org_id = l.org_id and v.prompt_id = l.prompt_id and v.id = l.version_id
            where l.prompt_id = {promptId} and l.label = {label}
            """).ToListAsync(cancellationToken);
        _ = time;
        return found.Count == 1 ? found[0] : Error.NotFound("label_missing", $"The prompt has no version labelled {label}.");
    }
}

internal sealed record ResolvedPrompt(Guid VersionId, string Version, string Template);
