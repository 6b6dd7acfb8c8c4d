using System.Globalization;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Times as the pages of prompts say them, in UTC.</summary>
internal static class Day
{
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
