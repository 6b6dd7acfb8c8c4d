using System.Globalization;

namespace AiStudio.Features.Chat;

/// <summary>How a citation marker is written: <c>[2]</c> or <c>[1, 3]</c>. Who reads an answer and who draws it go by this, so that they agree.</summary>
internal sealed record CitationMarker(int Length, IReadOnlyList<int> Numbers)
{
    private const int Longest = 32;

    /// <summary>The marker that the text begins with, if it does. <c>[1](…)</c> is a link.</summary>
    public static CitationMarker? At(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, Longest)].IndexOf(']');
        if (end < 2 || text[0] != '[' || text[(end + 1)..].StartsWith('('))
            return null;
        return Read(text[1..end]) is { } numbers ? new CitationMarker(end + 1, numbers) : null;
    }

    private static List<int>? Read(ReadOnlySpan<char> inside)
    {
        var numbers = new List<int>();
        foreach (var part in inside.Split(','))
        {
            var digits = inside[part].Trim(' ');
            if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9'))
                return null;
            numbers.Add(int.Parse(digits, CultureInfo.InvariantCulture));
        }

        return numbers;
    }
}
