using System.Text.RegularExpressions;
using AiStudio.Platform.Results;

namespace AiStudio.Platform.Redaction;

/// <summary>Something an organization wants taken out of texts.</summary>
/// <param name="Name">What stands in its place, in brackets: 1 to 30 small letters, digits and hyphens.</param>
/// <param name="Expression">A regular expression without look-around and back-references, so that no text can make it slow.</param>
internal sealed record RedactionPattern(string Name, string Expression)
{
    public const int Longest = 500;
    public const int Most = 20;

    /// <summary>Errors: <c>pattern_invalid</c> (invalid).</summary>
    public Error? Problem()
    {
        if (Name.Length is 0 or > 30 || Name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-'))
            return Invalid($"“{Name}” cannot stand in a pattern's place: 1 to 30 small letters, digits and hyphens.");
        if (Expression.Length is 0 or > Longest)
            return Invalid($"The pattern {Name} has 1 to {Longest} characters.");
        try
        {
            return Compile().IsMatch("") ? Invalid($"The pattern {Name} fits an empty text, so it would fit everywhere.") : null;
        }
        catch (Exception unfit) when (unfit is ArgumentException or NotSupportedException)
        {
            return Invalid($"The pattern {Name} cannot be used: {unfit.Message}");
        }
    }

    internal Regex Compile() => new(Expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private static Error Invalid(string message) => Error.Invalid("pattern_invalid", message);
}
