using System.Globalization;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>Times and sizes as a person says them. Times of day are UTC.</summary>
internal static class Moment
{
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
