using System.Diagnostics.Metrics;
using System.Globalization;

namespace AiStudio.Api.RateLimits;

/// <summary>429: says whose limit it is and when to come again, and counts it.</summary>
internal sealed class RateRefusals(IMeterFactory meters)
{
    private readonly Counter<long> _refusals = meters.Create("AiStudio.RateLimits").CreateCounter<long>("aistudio.rate_limit.refusals", description: "Requests refused by a rate limit, by what it counts and whom.");

    public Task WriteAsync(HttpContext context, IReadOnlyList<RateReading> readings)
    {
        var refused = readings[^1];
        var (scope, whose) = refused.Ask.Subject.Split(':')[0] switch
        {
            nameof(RateScope.Organization) => ("organization", "Your organization"),
            nameof(RateScope.ApiKey) => ("api_key", "This API key"),
            RateRules.KeysTogether => ("keys", "Your API keys together"),
            nameof(RateScope.User) => ("user", "You"),
            _ => ("address", "This address"),
        };
        var unit = refused.Ask.Unit == RateUnit.Requests ? "requests" : "tokens";
        _refusals.Add(1, new("kind", unit), new KeyValuePair<string, object?>("scope", scope));
        RateHeaders.Write(context.Response, readings);
        var seconds = Math.Max(1, Math.Ceiling(refused.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return new Refusal(
            StatusCodes.Status429TooManyRequests, unit, "rate_limit_exceeded",
            string.Create(CultureInfo.InvariantCulture, $"{whose} may use {refused.Ask.Limit:N0} {unit} a minute. Try again in {seconds} s.")).WriteAsync(context);
    }
}
