using System.Globalization;

namespace AiStudio.Features.Prompts;

/// <summary>A place in a prompt that is filled in when it is used.</summary>
/// <param name="Name">Lower-case letters, digits and underscores, as it stands between the braces.</param>
/// <param name="Kind">What its value must be.</param>
/// <param name="Default">What stands there when nobody gives a value; <see langword="null"/> when somebody must.</param>
/// <param name="Note">What it is for.</param>
public sealed record PromptVariable(string Name, VariableKind Kind = VariableKind.Text, string? Default = null, string Note = "")
{
    /// <summary>Whether <paramref name="value"/> is of <see cref="Kind"/>. Numbers and dates are written as in JSON: <c>1.5</c>, <c>2026-01-31</c>.</summary>
    public bool Admits(string value) => Kind switch
    {
        VariableKind.Number => decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        VariableKind.YesOrNo => value is "yes" or "no",
        VariableKind.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => true,
    };
}
