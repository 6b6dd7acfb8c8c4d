using System.Globalization;
using System.Text.RegularExpressions;
using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Reads the markers <c>[n]</c> of an answer. One that names no passage the model was given stays text, as does one in code.</summary>
internal static partial class CitationReader
{
    private const int QuoteWithin = 600;

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
            var quote = QuoteBefore(prose, Math.Max(from, marker.Index - QuoteWithin), marker.Index, passage.Text);
            from = marker.Index + marker.Length;
            if (!found.TryGetValue(number, out var known))
                found[number] = new Citation(number, passage.ChunkId, passage.DocumentId, passage.Document, passage.HeadingPath, passage.Page, passage.Text, quote);
            else if (known.Quote is null && quote is not null)
                found[number] = known with { Quote = quote };
        }

        return [.. found.Values];
    }

    // The last quotation before the marker, if its words really stand in the passage.
    private static string? QuoteBefore(string prose, int from, int to, string passage)
    {
        var quotes = Quotation().Matches(prose[from..to]);
        if (quotes.Count == 0)
            return null;
        var quote = quotes[^1].Groups["words"].Value.Trim();
        return Plain(passage).Contains(Plain(quote).TrimEnd('.', ',', '…'), StringComparison.OrdinalIgnoreCase) ? quote : null;
    }

    private static string Plain(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex("""```[\s\S]*?(```|\z)|`[^`\n]*`""", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    // [1](…) is a link and [1]: a reference's definition.
    [GeneratedRegex("""\[[0-9]{1,3}\](?![(:])""")]
    private static partial Regex Marker();

    [GeneratedRegex("""["“„«](?<words>[^"“”„«»]{3,})["”»]""", RegexOptions.NonBacktracking)]
    private static partial Regex Quotation();

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
