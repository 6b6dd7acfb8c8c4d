using System.Globalization;

namespace AiStudio.Features.Chat;

/// <summary>Times as the person at the screen reads them, in the zone of their browser.</summary>
public sealed class LocalClock(TimeProvider time, TimeZoneInfo zone)
{
    public DateOnly Today => Day(time.GetUtcNow());

    public DateOnly Day(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    /// <summary>The time of day: 09:38.</summary>
    public string Time(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As short as it can be said: 09:38 today and yesterday, Wed in the last week, 12 Nov this year, 12 Nov 2025 before.</summary>
    public string Brief(DateTimeOffset moment)
    {
        var day = Day(moment);
        var format = (Today.DayNumber - day.DayNumber) switch
        {
            <= 1 => "HH:mm",
            < 7 => "ddd",
            _ when day.Year == Today.Year => "d MMM",
            _ => "d MMM yyyy",
        };
        return TimeZoneInfo.ConvertTime(moment, zone).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>For a message: the time, with the day when it was another one.</summary>
    public string Stamp(DateTimeOffset moment) =>
        Day(moment) == Today ? Time(moment) : TimeZoneInfo.ConvertTime(moment, zone).ToString("d MMM, HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The named zone, or UTC when the server does not know it.</summary>
    public static LocalClock In(TimeProvider time, string? zone) =>
        new(time, zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc);
}
