using System.Globalization;
using System.Text.RegularExpressions;
using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Reads the markers <c>[n]</c> of an answer. One that names no passage the model was given stays text, as does one in code.</summary>
internal static partial class CitationReader
{
    private const int QuoteWithin = 2_000;

    public static IReadOnlyList<Citation> Read(string text, IReadOnlyList<RetrievedPassage> passages)
    {
        var prose = Code().Replace(text, code => new string(' ', code.Length));
        var found = new SortedDictionary<int, Citation>();
        var from = 0;
        foreach (Match marker in Marker().Matches(prose))
        {
            var number = int.Parse(marker.ValueSpan[1..^1], CultureInfo.InvariantCulture);
            if (number < 1 || number > passages.Count)
                continue;
            var passage = passages[number - 1];
            var quote = QuotesBefore(text, prose, Math.Max(from, marker.Index - QuoteWithin), marker.Index).FirstOrDefault(words => StandsIn(passage.Text, words));
            from = marker.Index + marker.Length;
            if (!found.TryGetValue(number, out var known))
                found[number] = new Citation(number, passage.ChunkId, passage.DocumentId, passage.Document, passage.HeadingPath, passage.Page, passage.Text, quote);
            else if (known.Quote is null && quote is not null)
                found[number] = known with { Quote = quote };
        }

        return [.. found.Values];
    }

    // What the marker may stand for: the last quotation before it, its own line (a block quote, a list item, a sentence taken over), the code above it.
    private static IEnumerable<string> QuotesBefore(string text, string prose, int from, int to)
    {
        if (Quotation().Matches(prose[from..to]) is { Count: > 0 } quotations)
            yield return quotations[^1].Groups["words"].Value.Trim();
        var line = Math.Max(from, text.LastIndexOf('\n', Math.Max(to - 1, 0)) + 1);
        yield return text[line..to].TrimStart('>', '-', '*', ' ').Trim();
        if (CodeAbove().Match(text[from..to]) is { Success: true } code)
            yield return code.Groups["code"].Value.Trim();
    }

    // Words count as quoted only where they really stand in the passage.
    private static bool StandsIn(string passage, string words) =>
        words.Length >= 3 && Plain(passage).Contains(Plain(words).TrimEnd('.', ',', '…'), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex("""```[\s\S]*?(```|\z)|`[^`\n]*`""", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("""```[^\n]*\n(?<code>[^`]+)```\s*\z""")]
    private static partial Regex CodeAbove();

    // [1](…) is a link and [1]: a reference's definition.
    [GeneratedRegex("""\[[0-9]{1,3}\](?![(:])""")]
    private static partial Regex Marker();

    [GeneratedRegex("""["“„«](?<words>[^"“”„«»]{3,})["”»]""", RegexOptions.NonBacktracking)]
    private static partial Regex Quotation();

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
