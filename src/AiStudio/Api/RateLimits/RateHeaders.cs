using System.Globalization;

namespace AiStudio.Api.RateLimits;

/// <summary>Tells a program where it stands, in OpenAI's words: of each unit the limit with the least left.</summary>
internal static class RateHeaders
{
    public static void Write(HttpResponse response, IReadOnlyList<RateReading> readings)
    {
        Write(response.Headers, readings, RateUnit.Requests, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
        Write(response.Headers, readings, RateUnit.Tokens, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
    }

    private static void Write(IHeaderDictionary headers, IReadOnlyList<RateReading> readings, RateUnit unit, string limit, string remaining, string reset)
    {
        var tightest = default(RateReading);
        foreach (var reading in readings)
        {
            if (reading.Ask.Unit == unit && (tightest is null || (reading.Granted, reading.Remaining).CompareTo((tightest.Granted, tightest.Remaining)) < 0))
                tightest = reading;
        }

        if (tightest is null)
            return;
        headers[limit] = tightest.Ask.Limit.ToString(CultureInfo.InvariantCulture);
        headers[remaining] = tightest.Remaining.ToString(CultureInfo.InvariantCulture);
        headers[reset] = Duration(tightest.Reset);
    }

    internal static string Duration(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds)}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds}s"),
    };
}
