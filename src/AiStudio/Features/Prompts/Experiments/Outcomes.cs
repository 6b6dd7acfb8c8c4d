using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Records who met which arm and what became of the answers, within the caller's transaction. Doing it twice does no harm.</summary>
internal static class Outcomes
{
    /// <summary>Once for a unit, however many of its questions come at once.</summary>
    public static Task ExposeAsync(this StudioDb db, Assignment assignment, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into experiment_exposure (org_id, experiment_id, unit_id, arm)
        values ({db.Scope.OrganizationId}, {assignment.ExperimentId}, {assignment.UnitId}, {assignment.Arm})
        on conflict do nothing
        """, cancellationToken);

    /// <summary>A failure that was tried again and went well is none.</summary>
    /// <param name="db">Saved by its owner.</param>
    /// <param name="assignment">The arm that answered.</param>
    /// <param name="id">The turn, or the call where there is no turn.</param>
    /// <param name="figures">What became of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task RecordAnswerAsync(this StudioDb db, Assignment assignment, Guid id, AnswerFigures figures, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync($"""
        insert into experiment_answer (org_id, experiment_id, id, arm, unit_id, stratum, fallback, failed, refused, duration_ms, cost_nano_usd, length, citations, verified, judge_at)
        values ({db.Scope.OrganizationId}, {assignment.ExperimentId}, {id}, {assignment.Arm}, {assignment.UnitId}, {assignment.Stratum}, {figures.Fallback}, {figures.Failed},
                {figures.Refused}, {figures.DurationMs}, {figures.CostNanoUsd}, {figures.Length}, {figures.Citations}, {figures.Verified},
                (select now() from experiment e where e.org_id = {db.Scope.OrganizationId} and e.id = {assignment.ExperimentId} and {JudgeSample.PlaceOf(id, figures)} < e.judge_share))
        on conflict (org_id, experiment_id, id) do update
        set failed = false, fallback = excluded.fallback, refused = excluded.refused, duration_ms = excluded.duration_ms, cost_nano_usd = excluded.cost_nano_usd,
            length = excluded.length, citations = excluded.citations, verified = excluded.verified, judge_at = excluded.judge_at
        where experiment_answer.failed and not excluded.failed
        """, cancellationToken);

    /// <summary>1 or −1; null takes the rating back. An answer of no experiment is none of ours.</summary>
    public static Task RecordRatingAsync(this StudioDb db, Guid id, int? rating, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"update experiment_answer set rating = {(short?)rating} where org_id = {db.Scope.OrganizationId} and id = {id}", cancellationToken);

    /// <summary>Somebody was not content with these answers and asked the same again.</summary>
    public static Task RecordAskedAgainAsync(this StudioDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) => ids.Count == 0
        ? Task.CompletedTask
        : db.Database.ExecuteSqlAsync(
            $"update experiment_answer set asked_again = true where org_id = {db.Scope.OrganizationId} and id = any ({ids.ToArray()}) and not asked_again", cancellationToken);
}
