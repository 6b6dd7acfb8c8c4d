using System.Globalization;
using System.Text.RegularExpressions;

namespace AiStudio.Features.Traces.Replay;

/// <summary>Which passages an answer names, by their numbers.</summary>
internal static partial class AnswerMarkers
{
    public static int[] Read(string text, int passages) =>
    [
        .. Marker().Matches(text).SelectMany(match => match.Groups["n"].Captures)
            .Select(capture => int.TryParse(capture.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number >= 1 && number <= passages).Distinct().Order(),
    ];

    [GeneratedRegex(@"\[(?<n>\d{1,3})(?:\s*,\s*(?<n>\d{1,3}))*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
