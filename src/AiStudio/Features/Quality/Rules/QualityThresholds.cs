using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Quality.Rules;

/// <summary>From which figures on an organization is told. Admins and owners set them.</summary>
internal sealed class QualityThresholds(StudioDatabase database, TimeProvider time)
{
    private const double LongestMs = 3_600_000;
    private static readonly Error s_notAdmin = Error.Forbidden("not_admin", "Only admins and owners say what they want to hear of.");

    /// <summary>By rule, in their order; null is not watched.</summary>
    public async Task<IReadOnlyDictionary<string, double?>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await ReadAsync(db, cancellationToken);
    }

    public static async Task<IReadOnlyDictionary<string, double?>> ReadAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var own = await db.Set<QualityThreshold>().AsNoTracking().ToDictionaryAsync(row => row.Rule, row => row.Threshold, cancellationToken);
        return QualityRules.All.ToDictionary(rule => rule.Key, rule => own.TryGetValue(rule.Key, out var threshold) ? threshold : rule.Usual);
    }

    /// <param name="caller">An admin or owner.</param>
    /// <param name="key">Of the rule.</param>
    /// <param name="threshold">Null: nobody wants to hear of it. A share is 0 to 1, a time in milliseconds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Errors: <c>not_admin</c> (forbidden), <c>no_rule</c> (not found), <c>threshold_invalid</c>.</returns>
    public async Task<Result<Done>> SaveAsync(Caller caller, string key, double? threshold, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
            return s_notAdmin;
        if (QualityRules.Find(key) is not { } rule)
            return Error.NotFound("no_rule", "There is no such rule.");
        if (threshold is { } value && !(value >= 0 && value <= (rule.Unit switch { QualityUnit.Percent => 1, QualityUnit.Milliseconds => LongestMs, _ => 1_000_000 })))
            return Error.Invalid("threshold_invalid", rule.Unit switch
            {
                QualityUnit.Percent => "A share is 0 to 100 %.",
                QualityUnit.Milliseconds => "A time is 0 to 3,600 seconds.",
                _ => "A number is 0 to 1,000,000.",
            });

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var before = (await ReadAsync(db, cancellationToken))[key];
        await db.Database.ExecuteSqlAsync($"""
            insert into quality_rule (org_id, rule, threshold, updated_at) values ({caller.OrganizationId}, {key}, {threshold}, {time.GetUtcNow()})
            on conflict (org_id, rule) do update set threshold = excluded.threshold, updated_at = excluded.updated_at
            """, cancellationToken);
        db.LogActivity(caller, "quality_rule.changed", "quality_rule", null, new { rule = key }, new Change(new { threshold = before }, new { threshold }));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }
}
