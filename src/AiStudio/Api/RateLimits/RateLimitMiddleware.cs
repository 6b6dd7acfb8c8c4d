using System.Globalization;

namespace AiStudio.Api.RateLimits;

/// <summary>
/// Counts what callers who are known ask of <c>/v1</c> and <c>/api</c>: requests before they run, tokens by a guess that is corrected after.
/// Tokens can pass their limit by what is under way at the moment it is reached. A refusal takes nothing.
/// </summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RateRules rules, IRateWindows windows)
{
    private const int BytesPerToken = 4;

    public async Task InvokeAsync(HttpContext context)
    {
        if (ResourceOf(context) is not { } resource || RequestCaller.Of(context) is not { } caller)
        {
            await next(context);
            return;
        }

        var tokens = resource is "chat" or "embeddings" ? Math.Max(1, (context.Request.ContentLength ?? 0) / BytesPerToken) : 0;
        var readings = new List<RateReading>(4);
        foreach (var ask in await rules.AsksAsync(caller, resource, tokens, context.RequestAborted))
        {
            readings.Add(await windows.TakeAsync(ask, context.RequestAborted));
            if (!readings[^1].Granted)
                break;
        }

        RateHeaders.Write(context.Response, readings);
        if (readings is [.., { Granted: false } refused])
        {
            foreach (var taken in readings.Where(reading => reading.Granted))
                await windows.CorrectAsync(taken.Ask, -taken.Ask.Amount, CancellationToken.None);
            await RefuseAsync(context, refused);
            return;
        }

        if (tokens > 0)
            context.Features.Set(new TokenCharge(windows, [.. readings.Select(reading => reading.Ask).Where(ask => ask.Unit == RateUnit.Tokens)]));
        await next(context);
    }

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

    internal static Task RefuseAsync(HttpContext context, RateReading refused)
    {
        var seconds = Math.Max(1, Math.Ceiling(refused.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        var unit = refused.Ask.Unit == RateUnit.Requests ? "requests" : "tokens";
        var whose = refused.Ask.Subject.Split(':')[0] switch
        {
            nameof(RateScope.Organization) => "Your organization",
            nameof(RateScope.ApiKey) => "This API key",
            nameof(RateScope.User) => "You",
            _ => "This address",
        };
        return new Refusal(
            StatusCodes.Status429TooManyRequests, refused.Ask.Unit == RateUnit.Requests ? "requests" : "tokens", "rate_limit_exceeded",
            string.Create(CultureInfo.InvariantCulture, $"{whose} may use {refused.Ask.Limit:N0} {unit} a minute. Try again in {seconds} s.")).WriteAsync(context);
    }
}
