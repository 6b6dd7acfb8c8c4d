using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Idempotency;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform;
using AiStudio.Platform.Results;

namespace AiStudio.Api.People;

/// <summary>API keys: one's own, and for admins everybody's to see and revoke. A secret is told once, when it is made.</summary>
internal static class ApiKeyApi
{
    private const string Address = "/api/keys";

    public static void MapApiKeyApi(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapResource(Address, ApiKeyScope.Admin).WithTags("API keys");
        keys.MapGet("", ListAsync).AnswersPage<ApiKeyRow>("List API keys", KeyExamples.Key);
        keys.MapPost("", CreateAsync).WithMetadata(new TellsSecret()).Answers<IssuedApiKey>(StatusCodes.Status201Created, "Create an API key", KeyExamples.Issued, KeyExamples.NewKey);
        keys.MapGet("/{id:guid}", GetAsync).Answers<ApiKeyRow>("Get an API key", KeyExamples.Key);
        keys.MapPost("/{id:guid}/rotate", RotateAsync).WithMetadata(new TellsSecret()).Answers<IssuedApiKey>("Rotate the secret of an API key", KeyExamples.Issued, KeyExamples.Rotation);
        keys.MapDelete("/{id:guid}", RevokeAsync).AnswersNothing("Revoke an API key");
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, ApiKeyList keys, CancellationToken cancellationToken) =>
        page.ProblemById is { } problem
            ? problem.ToProblem(context)
            : (await keys.PageAsync(context.ApiCaller(), page.AfterId, page.Rows + 1, cancellationToken)).ToPage(context, page, key => key.Id.ToString());

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, ApiKeyList keys, CancellationToken cancellationToken) =>
        await keys.FindAsync(context.ApiCaller(), id, cancellationToken) is { } found
            ? TypedResults.Json(found)
            : Error.NotFound("no_key", "There is no such key of yours.").ToProblem(context);

    /// <summary>Nobody gives what they do not have: not beyond the creator's role, and a key not beyond itself.</summary>
    private static async Task<IResult> CreateAsync(Body<NewKey> body, HttpContext context, ApiKeyService keys, CancellationToken cancellationToken)
    {
        var wanted = body.Value;
        var models = wanted.Models?.OfType<string>().ToList() ?? [];
        var grant = context.Features.Get<ApiKeyGrant>();
        if (grant is not null && (wanted.Scopes?.Any(scope => !grant.Scopes.Contains(scope)) == true || !IsWithin(grant, models)))
            return Error.Forbidden("beyond_own_key", "A key makes no key that may do more than itself: leave out the scopes and models that it lacks.").ToProblem(context);
        if (wanted.Budget is not (null or { CapNanoUsd: not null, Period: not null }))
            return Error.Invalid("body_invalid", "A key's budget has a cap in nano-dollars and a period.").ToProblem(context);
        var made = new NewApiKey(wanted.Name, [.. wanted.Scopes ?? []], models, wanted.ExpiresAt?.ToUniversalTime())
        {
            Id = context.EffectId(),
            MadeBy = grant?.KeyId,
            Budget = wanted.Budget is { CapNanoUsd: { } cap, Period: { } period } ? new KeyBudget(NanoUsd.ToUsd(cap), period) : null,
        };
        var created = await keys.CreateAsync(context.ApiCaller(), made, cancellationToken);
        return created.Succeeded ? context.Created($"{Address}/{created.Value.Id}", created.Value) : created.Error.ToProblem(context);
    }

    private static async Task<IResult> RotateAsync(Guid id, Body<Rotation> body, HttpContext context, ApiKeyService keys, CancellationToken cancellationToken) =>
        (await keys.RotateAsync(context.ApiCaller(), id, TimeSpan.FromHours(Math.Clamp(body.Value.OverlapHours ?? 0, -1, 10_000)), context.EffectId(), cancellationToken)).ToOk(context);

    private static async Task<IResult> RevokeAsync(Guid id, HttpContext context, ApiKeyService keys, CancellationToken cancellationToken) =>
        (await keys.RevokeAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static bool IsWithin(ApiKeyGrant grant, List<string> models) => grant.Models.Count == 0 || (models.Count > 0 && models.TrueForAll(grant.Allows));

    /// <summary>A key to be made.</summary>
    /// <param name="Name">What people call it, 1 to 100 characters.</param>
    /// <param name="Scopes">What it opens; at least one.</param>
    /// <param name="Models">The aliases and pinned ids it may ask for; left out for all.</param>
    /// <param name="ExpiresAt">When it ends by itself; left out for never, or for the end of the key that makes it: nothing outlives that.</param>
    /// <param name="Budget">What it may spend by itself; left out for as much as its creator and the organization may.</param>
    internal sealed record NewKey(string? Name, IReadOnlyList<ApiKeyScope>? Scopes, IReadOnlyList<string?>? Models, DateTimeOffset? ExpiresAt, NewKeyBudget? Budget);

    /// <summary>A cap for one key. To change it later takes <c>/api/budgets</c>, and the rights for that.</summary>
    /// <param name="CapNanoUsd">Nano-dollars a window: 25,000,000,000 is $25.</param>
    /// <param name="Period">How long a window is, by the calendar.</param>
    internal sealed record NewKeyBudget(long? CapNanoUsd, BudgetPeriod? Period);

    /// <summary>How a secret is renewed.</summary>
    /// <param name="OverlapHours">How long the old secret stays good: 0 to 720.</param>
    internal sealed record Rotation(int? OverlapHours);
}
