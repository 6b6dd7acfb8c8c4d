using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Idempotency;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.RateLimits;

/// <summary>The organization's own limits, for everybody, one person or one key, on everything or one part of the API. Without one the installation's hold. Admins and owners.</summary>
internal static class RateLimitApi
{
    private const string Address = "/api/rate-limits";

    private const string Example = """
        { "id": "01980000-0000-7000-8000-0000000000f3", "scope": "api_key", "subjectId": null, "unit": "requests", "resource": "chat", "perMinute": 60, "priority": 0, "createdAt": "2026-11-20T09:00:00+00:00" }
        """;

    private const string ExampleOfNew = """{ "scope": "api_key", "unit": "requests", "resource": "chat", "perMinute": 60 }""";

    public static void MapRateLimits(this IEndpointRouteBuilder routes)
    {
        var rules = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Limits");
        rules.MapGet("", ListAsync).AnswersPage<RateLimitView>("List rate limits", Example);
        rules.MapPost("", AddAsync).Answers<RateLimitView>(StatusCodes.Status201Created, "Add a rate limit", Example, ExampleOfNew);
        rules.MapGet("/{id:guid}", GetAsync).Answers<RateLimitView>("Get a rate limit", Example);
        rules.MapPatch("/{id:guid}", ChangeAsync).RequireIfMatch().Answers<RateLimitView>("Change a rate limit", Example, """{ "perMinute": 120 }""");
        rules.MapDelete("/{id:guid}", RemoveAsync).AnswersNothing("Remove a rate limit");
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, RateLimitService limits, CancellationToken cancellationToken) =>
        page.ProblemById is { } problem
            ? problem.ToProblem(context)
            : (await limits.PageAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken)).ToPage(context, page, row => row.Id.ToString());

    private static Task<IResult> GetAsync(Guid id, HttpContext context, RateLimitService limits, RowVersions versions, CancellationToken cancellationToken) =>
        OneAsync(id, context, limits, versions, StatusCodes.Status200OK, cancellationToken);

    /// <summary>Of the rules that fit a request the one of the highest priority holds; among equals that of this very person or key, then that of the narrower part. It holds within five seconds.</summary>
    private static async Task<IResult> AddAsync(Body<NewRateLimit> body, HttpContext context, RateLimitService limits, RowVersions versions, CancellationToken cancellationToken)
    {
        var added = await limits.AddAsync(context.ApiCaller(), context.EffectId(), body.Value, cancellationToken);
        if (!added.Succeeded)
            return added.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{added.Value}";
        return await OneAsync(added.Value, context, limits, versions, StatusCodes.Status201Created, cancellationToken);
    }

    /// <summary>For another scope, unit or part of the API make another rule: what was counted would not fit any more.</summary>
    private static async Task<IResult> ChangeAsync(
        Guid id, Body<RateLimitChanges> body, HttpContext context, RateLimitService limits, RowVersions versions, CancellationToken cancellationToken)
    {
        var changed = await limits.ChangeAsync(context.ApiCaller(), id, body.Value, IfMatch.VersionOf(context), cancellationToken);
        return changed.Succeeded ? await GetAsync(id, context, limits, versions, cancellationToken) : changed.Error.ToProblem(context);
    }

    /// <summary>It holds no more within five seconds.</summary>
    private static async Task<IResult> RemoveAsync(Guid id, HttpContext context, RateLimitService limits, CancellationToken cancellationToken) =>
        (await limits.RemoveAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static Task<IResult> OneAsync(Guid id, HttpContext context, RateLimitService limits, RowVersions versions, int status, CancellationToken cancellationToken) =>
        context.VersionedAsync<RateLimitRule, RateLimitView>(versions, id, caller => limits.GetAsync(caller, id, cancellationToken), status);
}
