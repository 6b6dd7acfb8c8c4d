using System.Globalization;

namespace AiStudio.Api.RateLimits;

/// <summary>Tells a program where it stands, in OpenAI's words: of each unit the limit with the least left.</summary>
internal static class RateHeaders
{
    public static void Write(HttpResponse response, IEnumerable<RateReading> readings)
    {
        foreach (var unit in readings.GroupBy(reading => reading.Ask.Unit))
        {
            var tightest = unit.OrderBy(reading => reading.Granted).ThenBy(reading => reading.Remaining).First();
            var name = unit.Key == RateUnit.Requests ? "requests" : "tokens";
            response.Headers[$"x-ratelimit-limit-{name}"] = tightest.Ask.Limit.ToString(CultureInfo.InvariantCulture);
            response.Headers[$"x-ratelimit-remaining-{name}"] = tightest.Remaining.ToString(CultureInfo.InvariantCulture);
            response.Headers[$"x-ratelimit-reset-{name}"] = Duration(tightest.Reset);
        }
    }

    internal static string Duration(TimeSpan time) => time switch
    {
        { Ticks: <= 0 } => "0s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds)}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds)}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}m{time.Seconds}s"),
    };
}
