using System.Globalization;

namespace AiStudio.Api.OpenAi;

/// <summary>How long a program wants to wait: <c>X-Request-Timeout: 30</c>, <c>30s</c> or <c>1500ms</c>. The installation's own limit stays above it.</summary>
internal static class RequestTimeout
{
    public const string Header = "x-request-timeout";
    private const double LongestSeconds = 86_400;

    public static TimeSpan? Of(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ } text])
            return null;
        var (number, unit) = text.EndsWith("ms", StringComparison.OrdinalIgnoreCase) ? (text[..^2], 0.001)
            : text.EndsWith('s') ? (text[..^1], 1d)
            : (text, 1d);
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount * unit is > 0 and <= LongestSeconds and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw RequestObject.Refused(OpenAiErrors.WrongValue(Header, "seconds above 0, such as 30, 30s or 1500ms"));
    }
}
