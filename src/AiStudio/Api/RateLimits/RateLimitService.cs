using System.Linq.Expressions;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.RateLimits;

/// <summary>What admins do with their organization's limits. A change holds within five seconds on every node.</summary>
internal sealed class RateLimitService(StudioDatabase database, RateRules cache, TimeProvider time)
{
    private static readonly Expression<Func<RateLimitRule, RateLimitView>> s_view = rule =>
        new RateLimitView(rule.Id, rule.Scope, rule.SubjectId, rule.Unit, rule.Resource, rule.PerMinute, rule.Priority, rule.CreatedAt);

    private static Error NoLimit => Error.NotFound("no_rate_limit", "There is no such rate limit.");

    /// <summary>The newest first, from after <paramref name="before"/> on.</summary>
    public async Task<IReadOnlyList<RateLimitView>> PageAsync(Caller caller, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var rules = db.Set<RateLimitRule>().AsNoTracking();
        return await (before is { } last ? rules.Where(rule => rule.Id < last) : rules).OrderByDescending(rule => rule.Id).Take(limit).Select(s_view).ToListAsync(cancellationToken);
    }

    public async Task<Result<RateLimitView>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<RateLimitRule>().AsNoTracking().Where(rule => rule.Id == id).Select(s_view).SingleOrDefaultAsync(cancellationToken) is { } found ? found : NoLimit;
    }

    /// <summary>Under the same id again it changes nothing. Errors: those of <see cref="NewRateLimit.Problem"/>, <c>no_subject</c> (invalid).</summary>
    public async Task<Result<Guid>> AddAsync(Caller caller, Guid id, NewRateLimit wanted, CancellationToken cancellationToken)
    {
        if (wanted.Problem is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<RateLimitRule>().AnyAsync(rule => rule.Id == id, cancellationToken))
            return id;
        if (wanted.SubjectId is { } subject && !await IsThereAsync(db, wanted.Scope!.Value, subject, cancellationToken))
            return Error.Invalid("no_subject", "subjectId is no person or key of the organization.");
        db.Add(new RateLimitRule
        {
            OrganizationId = caller.OrganizationId,
            Id = id,
            Scope = wanted.Scope!.Value,
            SubjectId = wanted.SubjectId,
            Unit = wanted.Unit!.Value,
            Resource = wanted.Part,
            PerMinute = wanted.PerMinute!.Value,
            Priority = wanted.Priority ?? 0,
            CreatedAt = time.GetUtcNow(),
        });
        await CommitAsync(db, caller, "rate_limit.added", id, new
        {
            scope = SnakeCaseConverter<RateScope>.ToText(wanted.Scope.Value), wanted.SubjectId, unit = SnakeCaseConverter<RateUnit>.ToText(wanted.Unit.Value), resource = wanted.Part, wanted.PerMinute,
        }, cancellationToken);
        return id;
    }

    /// <summary>On top of the version that was read; null is on top of any. Errors: <c>per_minute</c> (invalid), <c>no_rate_limit</c> (not found), <c>stale</c>.</summary>
    public async Task<Result<Done>> ChangeAsync(Caller caller, Guid id, RateLimitChanges changes, long? version, CancellationToken cancellationToken)
    {
        if (changes.PerMinute < 0)
            return Error.Invalid("per_minute", "perMinute is a number that is not below zero.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RowVersions.HoldAsync<RateLimitRule>(db, id, version, cancellationToken) is { } stale)
            return stale;
        if (await db.Set<RateLimitRule>().SingleOrDefaultAsync(rule => rule.Id == id, cancellationToken) is not { } rule)
            return NoLimit;
        (rule.PerMinute, rule.Priority) = (changes.PerMinute ?? rule.PerMinute, changes.Priority ?? rule.Priority);
        await CommitAsync(db, caller, "rate_limit.changed", id, changes, cancellationToken);
        return Done.Value;
    }

    /// <summary>Error: <c>no_rate_limit</c> (not found).</summary>
    public async Task<Result<Done>> RemoveAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<RateLimitRule>().Where(rule => rule.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
            return NoLimit;
        await CommitAsync(db, caller, "rate_limit.removed", id, null, cancellationToken);
        return Done.Value;
    }

    private async Task CommitAsync(StudioDb db, Caller caller, string action, Guid id, object? detail, CancellationToken cancellationToken)
    {
        db.LogActivity(caller, action, "rate_limit", id, detail);
        await db.CommitAsync(cancellationToken);
        cache.Forget(caller.OrganizationId);
    }

    private static async Task<bool> IsThereAsync(StudioDb db, RateScope scope, Guid subject, CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<bool>($"""
            select case when {scope == RateScope.User}
                     then exists (select from membership m where m.org_id = {db.Scope.OrganizationId} and m.user_id = {subject})
                     else exists (select from api_key k where k.org_id = {db.Scope.OrganizationId} and k.id = {subject}) end as "Value"
            """).ToListAsync(cancellationToken))[0];
}
