namespace AiStudio.Api.RateLimits;

/// <summary>
/// Counts what callers who are known ask of <c>/v1</c> and <c>/api</c>: requests before they run, tokens by a guess that is corrected after.
/// Tokens can pass their limit by what is under way at the moment it is reached. A refusal takes nothing.
/// </summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateGate gate, RateRefusals refusals)
{
    private const int BytesPerToken = 4;

    public async Task InvokeAsync(HttpContext context)
    {
        if (ResourceOf(context) is not { } resource || RequestCaller.Of(context) is not { } caller)
        {
            await next(context);
            return;
        }

        var tokens = UsesTokens(context, caller, resource) ? Math.Max(1, (context.Request.ContentLength ?? 0) / BytesPerToken) : 0;
        var readings = await gate.TakeAsync(caller, resource, requests: 1, tokens, context.RequestAborted);
        if (readings is [.., { Granted: false }])
        {
            await refusals.WriteAsync(context, readings);
            return;
        }

        RateHeaders.Write(context.Response, readings);
        if (tokens > 0)
            context.Features.Set(gate.ChargeOf(readings));
        await next(context);
    }

    // Questions of a person's chat are counted as they are asked, not by their tokens: tiers and budgets are for those.
    private static bool UsesTokens(HttpContext context, RequestCaller caller, string resource) =>
        resource is "chat" or "embeddings" || (resource == TurnTokens.Resource && caller.ApiKeyId is not null && HttpMethods.IsPost(context.Request.Method));

    /// <summary>What is counted together: the first word of the address under <c>/v1</c>, or <c>api/</c> and the first word under it. Null is not counted here.</summary>
    private static string? ResourceOf(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", out var part) ? context.GetEndpoint() is null ? "api" : "api/" + part.Value?.Split('/', 3).ElementAtOrDefault(1)?.ToLowerInvariant()
        : context.Request.Path.StartsWithSegments("/v1", out var rest) ? rest.Value?.Split('/', 3) switch
        {
            [_, "chat", ..] => "chat",
            [_, "embeddings", ..] => "embeddings",
            _ => "models",
        }
        : null;
}
