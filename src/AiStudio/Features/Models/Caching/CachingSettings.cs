using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>How each assistant's answers are cached: shown to and changed by admins and owners.</summary>
internal sealed class CachingSettings(StudioDatabase database, TimeProvider time)
{
    public const int LongestMinutes = 10_080;
    public const double LeastThreshold = 0.8;

    private static readonly Error NotAdmin = Error.Forbidden("not_admin", "Only admins and owners change how answers are cached.");

    public async Task<Result<IReadOnlyList<AssistantCachingRow>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
        {
            return NotAdmin;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var assistants = await db.Database.SqlQuery<AssistantName>($"""
            select id as "Id", name as "Name" from assistant
            where org_id = {caller.OrganizationId} and archived_at is null order by is_default desc, name, id
            """).ToListAsync(cancellationToken);
        var stored = await db.Set<AssistantCaching>().AsNoTracking().ToDictionaryAsync(caching => caching.AssistantId, cancellationToken);
        return assistants.ConvertAll(assistant => new AssistantCachingRow(
            assistant.Id,
            assistant.Name,
            stored.GetValueOrDefault(assistant.Id) ?? new AssistantCaching { OrganizationId = caller.OrganizationId, AssistantId = assistant.Id }));
    }

    /// <summary>Saves an assistant's setting. Its threshold is in force again as it was set: what had tightened it is forgotten.</summary>
    public async Task<Result<Done>> SaveAsync(Caller caller, Guid assistantId, CachingChoice choice, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
        {
            return NotAdmin;
        }

        if (Check(choice) is { } invalid)
        {
            return invalid;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var before = await db.Set<AssistantCaching>().AsNoTracking().Where(caching => caching.AssistantId == assistantId)
            .Select(caching => new { caching.KeepMinutes, caching.Semantic, caching.Threshold, caching.RecheckPercent }).SingleOrDefaultAsync(cancellationToken);
        var saved = await db.Database.ExecuteSqlAsync($"""
            insert into assistant_caching (org_id, assistant_id, keep_minutes, semantic, threshold, recheck_percent, updated_at)
            select org_id, id, {choice.KeepMinutes}, {choice.Semantic}, {choice.Threshold}, {choice.RecheckPercent}, {time.GetUtcNow()} from assistant
            where org_id = {caller.OrganizationId} and id = {assistantId} and archived_at is null
            on conflict (org_id, assistant_id) do update
            set keep_minutes = excluded.keep_minutes, semantic = excluded.semantic, threshold = excluded.threshold, tightened_threshold = null,
                recheck_percent = excluded.recheck_percent, updated_at = excluded.updated_at
            """, cancellationToken);
        if (saved == 0)
        {
            return Error.NotFound("assistant_not_found", "This assistant does not exist any more.");
        }

        db.LogActivity(caller, "assistant.caching_changed", "assistant", assistantId, null, new Change(before, choice));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>Forgets every answer of the organization, at once and on all nodes.</summary>
    public async Task<Result<int>> ClearAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Role < Role.Admin)
        {
            return NotAdmin;
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var cleared = await db.Database.ExecuteSqlAsync($"delete from response_cache where org_id = {caller.OrganizationId}", cancellationToken);
        db.LogActivity(caller, "response_cache.cleared", "response_cache", null, new { answers = cleared });
        await db.CommitAsync(cancellationToken);
        return cleared;
    }

    private static Error? Check(CachingChoice choice) => choice switch
    {
        { KeepMinutes: < 0 or > LongestMinutes } => Error.Invalid("keep_minutes_invalid", "Answers are kept for 0 to 10,080 minutes (a week); 0 keeps none."),
        { Threshold: not (>= LeastThreshold and <= 1) } => Error.Invalid("threshold_invalid", "The threshold is between 0.8 and 1."),
        { RecheckPercent: < 0 or > 100 } => Error.Invalid("recheck_percent_invalid", "Between 0 and 100 of a hundred hits are checked."),
        _ => null,
    };

    private sealed record AssistantName(Guid Id, string Name);
}
