using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Api.RateLimits;

/// <summary>Admins read and change their organization's limits. A change holds within five seconds on every node.</summary>
internal static class RateLimitEndpoints
{
    private static readonly string[] s_resources = [RateLimitRule.AnyResource, "chat", "embeddings", "models", "api"];

    public static void MapRateLimits(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/api/rate-limits").RequireAuthorization(Policies.Admin);
        rules.MapGet("", ListAsync);
        rules.MapPost("", AddAsync);
        rules.MapDelete("/{id:guid}", RemoveAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, StudioDatabase database, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(context.User.ToCaller()!.Scope, cancellationToken);
        var rules = await db.Set<RateLimitRule>().AsNoTracking().OrderBy(rule => rule.CreatedAt).ThenBy(rule => rule.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new { data = rules.Select(View) });
    }

    private static async Task<IResult> AddAsync(NewRule rule, HttpContext context, StudioDatabase database, RateRules cache, CancellationToken cancellationToken)
    {
        var resource = rule.Resource ?? RateLimitRule.AnyResource;
        if (!Enum.TryParse<RateScope>(rule.Scope?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var scope) || !Enum.IsDefined(scope) || rule.Scope!.Any(char.IsDigit))
            return Invalid("scope", "organization, user or api_key");
        if (!Enum.TryParse<RateUnit>(rule.Unit, ignoreCase: true, out var unit) || !Enum.IsDefined(unit) || rule.Unit!.Any(char.IsDigit))
            return Invalid("unit", "requests or tokens");
        if (!s_resources.Contains(resource))
            return Invalid("resource", string.Join(", ", s_resources));
        if (rule.PerMinute is not >= 0)
            return Invalid("perMinute", "a number that is not below zero");

        var caller = context.User.ToCaller()!;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var added = db.Add(new RateLimitRule
        {
            OrganizationId = caller.OrganizationId,
            Id = Guid.CreateVersion7(),
            Scope = scope,
            SubjectId = scope == RateScope.Organization ? null : rule.SubjectId,
            Unit = unit,
            Resource = resource,
            PerMinute = rule.PerMinute.Value,
            Priority = rule.Priority ?? 0,
            CreatedAt = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        }).Entity;
        db.LogActivity(caller, "rate_limit.added", "rate_limit", added.Id, new { rule.Scope, rule.Unit, resource, rule.PerMinute });
        await db.CommitAsync(cancellationToken);
        cache.Forget(caller.OrganizationId);
        return TypedResults.Created($"/api/rate-limits/{added.Id}", View(added));
    }

    private static async Task<IResult> RemoveAsync(Guid id, HttpContext context, StudioDatabase database, RateRules cache, CancellationToken cancellationToken)
    {
        var caller = context.User.ToCaller()!;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<RateLimitRule>().Where(rule => rule.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
            return TypedResults.NotFound();
        db.LogActivity(caller, "rate_limit.removed", "rate_limit", id);
        await db.CommitAsync(cancellationToken);
        cache.Forget(caller.OrganizationId);
        return TypedResults.NoContent();
    }

    private static object View(RateLimitRule rule) => new
    {
        rule.Id,
        Scope = rule.Scope == RateScope.ApiKey ? "api_key" : rule.Scope == RateScope.User ? "user" : "organization",
        rule.SubjectId,
        Unit = rule.Unit == RateUnit.Requests ? "requests" : "tokens",
        rule.Resource,
        rule.PerMinute,
        rule.Priority,
        rule.CreatedAt,
    };

    private static ValidationProblem Invalid(string field, string allowed) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [$"Expected {allowed}."] });

    internal sealed record NewRule(string? Scope, Guid? SubjectId, string? Unit, string? Resource, long? PerMinute, int? Priority);
}
