using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Who may score answers. Judges belong to the evaluations, which build on prompts: an experiment knows one by its id, and asks none.</summary>
internal static class ScoringJudges
{
    /// <summary>Those in use, by name.</summary>
    public static Task<List<ScoringJudge>> ListAsync(StudioDb db, CancellationToken cancellationToken) => db.Database.SqlQuery<ScoringJudge>(
        $"""select id as "Id", name as "Name" from eval_judge where org_id = {db.Scope.OrganizationId} and archived_at is null order by name""").ToListAsync(cancellationToken);
}
