using System.Text.RegularExpressions;

namespace AiStudio.Platform.Redaction;

/// <summary>Takes out of a text what names or opens somebody: mail addresses, telephone and card numbers, keys. What is left is for a person to look at.</summary>
/// <param name="more">What is taken out besides.</param>
internal sealed partial class Redactor(IReadOnlyList<RedactionPattern> more)
{
    /// <summary>What stands in the place of a text that cannot be looked through in a second.</summary>
    public const string Withheld = "[withheld]";

    private readonly (string Name, Regex Expression)[] _more = [.. more.Select(pattern => (pattern.Name, pattern.Compile()))];

    /// <summary>Takes out what every text is rid of.</summary>
    public static Redactor Standard { get; } = new([]);

    public string Of(string text)
    {
        try
        {
            var clean = Key().Replace(text, "[key]");
            // Most texts hold no address: a look for the sign costs a hundredth of the search.
            clean = clean.Contains('@', StringComparison.Ordinal) ? Mail().Replace(clean, "[e-mail]") : clean;
            clean = Card().Replace(clean, found => IsCard(found.Value) ? "[card]" : found.Value);
            clean = Phone().Replace(clean, found => found.Value.Count(char.IsAsciiDigit) is >= 9 and <= 15 ? "[phone]" : found.Value);
            return _more.Aggregate(clean, (rest, pattern) => pattern.Expression.Replace(rest, $"[{pattern.Name}]"));
        }
        catch (RegexMatchTimeoutException)
        {
            return Withheld;
        }
    }

    // The check digit of card numbers (Luhn, ISO/IEC 7812).
    private static bool IsCard(string found)
    {
        var (sum, twice) = (0, false);
        foreach (var digit in found.Where(char.IsAsciiDigit).Reverse().Select(letter => letter - '0'))
        {
            var counted = twice ? digit * 2 : digit;
            sum += counted > 9 ? counted - 9 : counted;
            twice = !twice;
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|\b(?:sk|pk|rk|ais|gh[pousr]|glpat|xox[abprs]|AKIA|ASIA|AIza)[-_A-Za-z0-9]{16,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\p{N}.])\d(?:[ -]?\d){12,18}(?![\p{N}])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Card();

    [GeneratedRegex(@"(?<![\p{L}\p{N}.,/-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?\d{2,8}(?:[ ./-]\d{2,8}){1,5}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])\+\d{9,15}(?![\p{N}])|(?<![\p{L}\p{N}.,])0\d{8,13}(?![\p{N}.,])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Phone();
}
