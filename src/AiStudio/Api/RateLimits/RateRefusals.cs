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
        var whose = Count(refused) switch
        {
            "organization" => "Your organization",
            "api_key" => "This API key",
            "keys" => "Your API keys together",
            "user" => "You",
            _ => "This address",
        };
        RateHeaders.Write(context.Response, readings);
        var seconds = SecondsUntil(refused);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new Refusal(
            StatusCodes.Status429TooManyRequests, UnitOf(refused), "rate_limit_exceeded",
            string.Create(CultureInfo.InvariantCulture, $"{whose} may use {refused.Ask.Limit:N0} {UnitOf(refused)} a minute. Try again in {seconds} s.")).WriteAsync(context);
    }

    /// <summary>Counts a refusal that is told in other words. Returns whom the limit counts, as the metric names it.</summary>
    public string Count(RateReading refused)
    {
        var scope = refused.Ask.Subject.Split(':')[0] switch
        {
            nameof(RateScope.Organization) => "organization",
            nameof(RateScope.ApiKey) => "api_key",
            RateRules.KeysTogether => "keys",
            nameof(RateScope.User) => "user",
            _ => "address",
        };
        _refusals.Add(1, new("kind", UnitOf(refused)), new KeyValuePair<string, object?>("scope", scope));
        return scope;
    }

    /// <summary>Whole seconds, at least one, until some of it comes back.</summary>
    public static int SecondsUntil(RateReading refused) => (int)Math.Max(1, Math.Ceiling(refused.RetryAfter.TotalSeconds));

    private static string UnitOf(RateReading refused) => refused.Ask.Unit == RateUnit.Requests ? "requests" : "tokens";
}
