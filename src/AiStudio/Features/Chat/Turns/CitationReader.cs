using System.Globalization;
using System.Text.RegularExpressions;
using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Reads the markers of an answer. One that names a passage the model was not given stays text, as does one in code.</summary>
internal static partial class CitationReader
{
    private const int QuoteWithin = 2_000;

    // Fewer characters of a script without blanks are a name or a term.
    private const int ShortestUnspaced = 4;

    public static IReadOnlyList<Citation> Read(string text, IReadOnlyList<RetrievedPassage> passages)
    {
        var prose = Code().Replace(text, code => new string(' ', code.Length));
        // Code within a line is part of what is quoted; quotation marks in it begin nothing.
        var quotable = Code().Replace(text, code => code.Value.StartsWith("```", StringComparison.Ordinal) ? new string(' ', code.Length) : Marks().Replace(code.Value, " "));
        var found = new SortedDictionary<int, Citation>();
        var from = 0;
        for (var at = prose.IndexOf('['); at >= 0; at = prose.IndexOf('[', at + 1))
        {
            if (IsEscaped(prose, at) || CitationMarker.At(prose.AsSpan(at)) is not { } marker || !marker.Numbers.All(number => number >= 1 && number <= passages.Count))
                continue;
            var before = Math.Max(from, at - QuoteWithin);
            var said = Quotations.Read(quotable[before..at]).ToList();
            // Whatever is quoted before the marker must stand in one of its passages.
            var stands = said.Where(IsClaim).All(words => marker.Numbers.Any(number => Quoted(passages[number - 1].Text, words) is not null));
            List<string> candidates = [.. said.AsEnumerable().Reverse(), .. TakenOver(text, before, at)];
            from = at + marker.Length;
            foreach (var number in marker.Numbers)
            {
                var passage = passages[number - 1];
                var quote = candidates.Select(words => Quoted(passage.Text, words)).FirstOrDefault(words => words is not null);
                bool? verified = !stands ? false : quote is null ? null : true;
                if (!found.TryGetValue(number, out var known))
                    found[number] = new Citation(number, passage.ChunkId, passage.DocumentId, passage.Document, passage.HeadingPath, passage.Page, quote, verified) { IsCurated = passage.IsCurated };
                else
                    found[number] = known with { Quote = known.Quote ?? quote, Verified = known.Verified == false || verified == false ? false : known.Verified ?? verified };
            }
        }

        return [.. found.Values];
    }

    private static bool IsEscaped(string text, int at) => at > 0 && text[at - 1] == '\\';

    // What stands without quotation marks: the marker's own line (a list item, a sentence taken over) and the code above it.
    private static IEnumerable<string> TakenOver(string text, int from, int to)
    {
        yield return Quotations.WithoutMark(text[Math.Max(from, text.LastIndexOf('\n', Math.Max(to - 1, 0)) + 1)..to]);
        if (CodeAbove().Match(text[from..to]) is { Success: true } code)
            yield return code.Groups["code"].Value.Trim();
    }

    // Quoted words claim to be the passage's own. A name or a term in quotation marks is no quotation.
    private static bool IsClaim(string words) =>
        words.Contains(' ', StringComparison.Ordinal) || words.Count(letter => char.GetUnicodeCategory(letter) == UnicodeCategory.OtherLetter) >= ShortestUnspaced;

    // Words count as quoted only where they really stand in the passage; what is shown as quoted is what the passage says.
    private static string? Quoted(string passage, string words) =>
        words.Length < 3 ? null
        : Plain(passage).Contains(Plain(words).TrimEnd('.', ',', '…', '。', '、'), StringComparison.OrdinalIgnoreCase) ? words
        : QuoteMatch.Find(passage, words) is { } range ? passage[range]
        : null;

    private static string Plain(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex("""```[\s\S]*?(```|\z)|`[^`\n]*`""", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("[\"“”„«»‘’'「」『』]", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex("""```[^\n]*\n(?<code>[^`]+)```\s*\z""")]
    private static partial Regex CodeAbove();

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
