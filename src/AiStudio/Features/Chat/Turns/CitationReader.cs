using System.Text.RegularExpressions;
using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Reads the markers of an answer. One that names a passage the model was not given stays text, as does one in code.</summary>
internal static partial class CitationReader
{
    private const int QuoteWithin = 2_000;

    public static IReadOnlyList<Citation> Read(string text, IReadOnlyList<RetrievedPassage> passages)
    {
        var prose = Code().Replace(text, code => new string(' ', code.Length));
        var found = new SortedDictionary<int, Citation>();
        var from = 0;
        for (var at = prose.IndexOf('['); at >= 0; at = prose.IndexOf('[', at + 1))
        {
            if (IsEscaped(prose, at) || CitationMarker.At(prose.AsSpan(at)) is not { } marker || !marker.Numbers.All(number => number >= 1 && number <= passages.Count))
                continue;
            var before = Math.Max(from, at - QuoteWithin);
            var quotes = QuotesBefore(text, prose, before, at).ToList();
            var claimed = Claim(prose, before, at);
            var stands = claimed is null || marker.Numbers.Any(number => Quoted(passages[number - 1].Text, claimed) is not null);
            from = at + marker.Length;
            foreach (var number in marker.Numbers)
            {
                var passage = passages[number - 1];
                var quote = quotes.Select(words => Quoted(passage.Text, words)).FirstOrDefault(words => words is not null);
                bool? verified = !stands ? false : quote is null ? null : true;
                if (!found.TryGetValue(number, out var known))
                    found[number] = new Citation(number, passage.ChunkId, passage.DocumentId, passage.Document, passage.HeadingPath, passage.Page, passage.Text, quote, verified) { IsCurated = passage.IsCurated };
                else
                    found[number] = known with { Quote = known.Quote ?? quote, Verified = known.Verified == false || verified == false ? false : known.Verified ?? verified };
            }
        }

        return [.. found.Values];
    }

    private static bool IsEscaped(string text, int at) => at > 0 && text[at - 1] == '\\';

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

    // Words between quotation marks claim to be the passage's own. A name or a term in them is no quotation.
    private static string? Claim(string prose, int from, int to) =>
        Quotation().Matches(prose[from..to]) is { Count: > 0 } quotations && quotations[^1].Groups["words"].Value.Trim() is var words && words.Contains(' ', StringComparison.Ordinal)
            ? words
            : null;

    // Words count as quoted only where they really stand in the passage; what is shown as quoted is what the passage says.
    private static string? Quoted(string passage, string words) =>
        words.Length < 3 ? null
        : Plain(passage).Contains(Plain(words).TrimEnd('.', ',', '…'), StringComparison.OrdinalIgnoreCase) ? words
        : QuoteMatch.Find(passage, words) is { } range ? passage[range]
        : null;

    private static string Plain(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex("""```[\s\S]*?(```|\z)|`[^`\n]*`""", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("""```[^\n]*\n(?<code>[^`]+)```\s*\z""")]
    private static partial Regex CodeAbove();

    [GeneratedRegex("""["“„«](?<words>[^"“”„«»]{3,})["”»]""", RegexOptions.NonBacktracking)]
    private static partial Regex Quotation();

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
