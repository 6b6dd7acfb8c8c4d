using System.Globalization;

namespace AiStudio.Gateway.Upstream;

/// <summary>Reads a <c>Retry-After</c> in seconds. Anything else, a moment that has passed included, counts as absent.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan s_ceiling = TimeSpan.FromHours(1);

    public static TimeSpan? Parse(string? value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds)
        && double.IsFinite(seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, s_ceiling.TotalSeconds))
            : null;
}
