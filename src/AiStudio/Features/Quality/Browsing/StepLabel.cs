using System.Globalization;

namespace AiStudio.Features.Quality.Browsing;

/// <summary>When a step of a chart begins, as days are written everywhere.</summary>
internal static class StepLabel
{
    /// <param name="key">The local beginning as <c>yyyy-MM-dd HH:mm</c>.</param>
    /// <param name="hourly">Whether the hour is told too.</param>
    public static string Of(string key, bool hourly) =>
        DateTime.ParseExact(key, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture).ToString(hourly ? "d MMM, HH:mm" : "d MMM", CultureInfo.InvariantCulture);
}
