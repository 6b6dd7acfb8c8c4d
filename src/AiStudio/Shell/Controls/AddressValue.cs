using System.Globalization;

namespace AiStudio.Shell.Controls;

/// <summary>
/// What stands in a page's address, which anybody may have typed: nonsense is as if it were not there. Components take such parameters as text, because a typed one throws.
/// </summary>
internal static class AddressValue
{
    public static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    /// <summary>A number from 0 on.</summary>
    public static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
