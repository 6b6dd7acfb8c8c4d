using AiStudio.Platform.Data;
using AiStudio.Platform.Statistics;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Running;

/// <summary>Two runs side by side, case by case.</summary>
internal static class PairedRuns
{
    /// <summary>Over the cases whose content is the same in both. A case with an error has not passed.</summary>
    public static async Task<PairedPasses> CountAsync(StudioDb db, Guid candidateRunId, Guid incumbentRunId, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        var counts = await db.Database.SqlQuery<Counts>($"""
            with first as (
              select case_id, case_hash, 2 * count(*) filter (where passed) > count(*) as passed from eval_result where org_id = {organization} and run_id = {candidateRunId} group by case_id, case_hash),
            second as (
              select case_id, case_hash, 2 * count(*) filter (where passed) > count(*) as passed from eval_result where org_id = {organization} and run_id = {incumbentRunId} group by case_id, case_hash)
            select (count(*) filter (where f.passed and s.passed))::integer as "Both", (count(*) filter (where f.passed and not s.passed))::integer as "Wins",
                   (count(*) filter (where not f.passed and s.passed))::integer as "Losses", (count(*) filter (where not f.passed and not s.passed))::integer as "Neither"
            from first f join second s on s.case_id = f.case_id and s.case_hash = f.case_hash
            """).SingleAsync(cancellationToken);
        return new PairedPasses(counts.Both, counts.Wins, counts.Losses, counts.Neither);
    }

    private sealed record Counts(int Both, int Wins, int Losses, int Neither);
}
