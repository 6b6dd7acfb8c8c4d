using Markdig.Helpers;
using Markdig.Parsers;

namespace AiStudio.Features.Chat.Rendering;

internal sealed class CitationInlineParser : InlineParser
{
    private const int LongestMarker = 32;

    public CitationInlineParser() => OpeningCharacters = ['['];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var rest = slice.AsSpan();
        var end = rest[..Math.Min(rest.Length, LongestMarker)].IndexOf(']');
        if (end < 2 || IsLink(rest[(end + 1)..]) || Read(rest[1..end]) is not { } numbers)
            return false;
        processor.Inline = new CitationInline(rest[..(end + 1)].ToString(), numbers);
        slice.Start += end + 1;
        return true;
    }

    private static bool IsLink(ReadOnlySpan<char> after) => after.Length > 0 && after[0] == '(';

    private static List<int>? Read(ReadOnlySpan<char> inside)
    {
        var numbers = new List<int>();
        foreach (var part in inside.Split(','))
        {
            var digits = inside[part].Trim(' ');
            if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9'))
                return null;
            numbers.Add(int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture));
        }

        return numbers;
    }
}
