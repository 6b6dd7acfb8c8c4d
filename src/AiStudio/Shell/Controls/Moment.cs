using System.Globalization;

namespace AiStudio.Shell.Controls;

/// <summary>Times, sizes and counts as a person says them. Times of day are UTC where no zone is given.</summary>
internal static class Moment
{
    /// <summary>The day and the time: what is written down, and may be read much later.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The same by the clocks of a zone, which is named. One that this machine does not know is taken for UTC.</summary>
    public static string Of(DateTimeOffset at, string zone) =>
        Local(at, zone) is { } local ? $"{local.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture)} {zone}" : Of(at);

    /// <summary>What the clocks of a zone show; null when this machine does not know the zone.</summary>
    public static DateTime? Local(DateTimeOffset at, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? TimeZoneInfo.ConvertTime(at, found).DateTime : null;

    /// <summary>How long ago, or when, in as few words as leave no doubt.</summary>
    public static string Describe(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 60 } => "just now",
        { TotalMinutes: < 60 } ago => string.Create(CultureInfo.InvariantCulture, $"{(int)ago.TotalMinutes} min ago"),
        { TotalHours: < 24 } => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture),
        { TotalDays: < 300 } => at.UtcDateTime.ToString("d MMM", CultureInfo.InvariantCulture),
        _ => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
    };

    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000d:0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000d:0.0} MB"),
    };

    public static string Count(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many)}");
}
