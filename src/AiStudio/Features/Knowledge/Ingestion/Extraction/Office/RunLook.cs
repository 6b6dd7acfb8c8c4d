using System.Globalization;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

/// <summary>How letters of a Word file look, as far as it decides whether a person can read them.</summary>
internal static class RunLook
{
    private const int Lightest = 0xF0;

    // Half points.
    private const int Tiniest = 4;

    /// <summary>White or as good as white; automatic is black.</summary>
    public static bool IsWhite(string? color) => Channels(color) is { } channels && channels.All(channel => channel >= Lightest);

    /// <summary>A ground on which white letters can be read.</summary>
    public static bool IsDark(string? fill) => Channels(fill) is { } channels && channels.Any(channel => channel < Lightest);

    /// <summary>Two points and less are dots.</summary>
    public static bool IsTiny(string? halfPoints) => int.TryParse(halfPoints, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= Tiniest;

    private static byte[]? Channels(string? color) =>
        color is { Length: 6 } && uint.TryParse(color, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _) ? Convert.FromHexString(color) : null;
}
