using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace AiStudio.Gateway;

/// <summary>
/// How passages stand in a prompt: one XML-like block whose text is escaped, so that no document can close it or forge a passage.
/// Whoever assembles a prompt renders it into a message of its own before the question; the offline model reads it back.
/// </summary>
public static partial class Passages
{
    private const string Opening = "<passages>";
    private const string Closing = "</passages>";

    /// <summary>The block for <paramref name="passages"/>, which says how many more were found and left out, if any were.</summary>
    /// <param name="passages">In the order of their numbers.</param>
    /// <param name="omitted">How many more there are.</param>
    /// <param name="rule">What the model shall do with them, in the first line of the block; without marks of a block.</param>
    public static string Render(IReadOnlyList<Passage> passages, int omitted = 0, string? rule = null)
    {
        ArgumentNullException.ThrowIfNull(passages);
        var block = new StringBuilder(Opening).Append('\n').Append(rule is null ? "" : rule + "\n");
        foreach (var passage in passages)
        {
            Append(block, passage);
        }

        if (omitted > 0)
            block.Append(CultureInfo.InvariantCulture, $"{omitted} more {(omitted == 1 ? "source" : "sources")} omitted\n");

        return block.Append(Closing).ToString();
    }

    /// <summary>About how many tokens <paramref name="passage"/> takes in the block, as calls are estimated before they are made.</summary>
    public static int LikelyTokens(Passage passage)
    {
        ArgumentNullException.ThrowIfNull(passage);
        var block = new StringBuilder();
        Append(block, passage);
        return (int)TokenEstimate.LikelyTokens(Encoding.UTF8.GetByteCount(block.ToString()));
    }

    /// <summary>The passages of every block in <paramref name="text"/>, in order; empty when there is none.</summary>
    public static IReadOnlyList<Passage> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<Passage>();
        foreach (var block in Blocks(text))
        {
            foreach (Match match in OnePassage().Matches(text[block]))
            {
                if (int.TryParse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    found.Add(new Passage(number, Unescape(match, "title"), Unescape(match, "path"), Unescape(match, "text").Trim('\n')));
            }
        }

        return found;
    }

    /// <summary><paramref name="text"/> without its passage blocks.</summary>
    public static string Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = new StringBuilder();
        var from = 0;
        foreach (var block in Blocks(text))
        {
            rest.Append(text, from, block.Start.Value - from);
            from = block.End.Value;
        }

        return rest.Append(text, from, text.Length - from).ToString();
    }

    private static void Append(StringBuilder block, Passage passage) => block
        .Append(CultureInfo.InvariantCulture, $"<passage n=\"{passage.Number}\" title=\"{Escape(passage.Title)}\" path=\"{Escape(passage.Path)}\">\n")
        .Append(Escape(passage.Text))
        .Append("\n</passage>\n");

    private static IEnumerable<Range> Blocks(string text)
    {
        for (var from = text.IndexOf(Opening, StringComparison.Ordinal); from >= 0;)
        {
            var end = text.IndexOf(Closing, from, StringComparison.Ordinal);
            if (end < 0)
                yield break;
            end += Closing.Length;
            yield return from..end;
            from = text.IndexOf(Opening, end, StringComparison.Ordinal);
        }
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string Unescape(Match match, string group) => WebUtility.HtmlDecode(match.Groups[group].Value);

    [GeneratedRegex("""<passage n="(?<n>[0-9]{1,9})" title="(?<title>[^"<>]*)" path="(?<path>[^"<>]*)">(?<text>[^<>]*)</passage>""", RegexOptions.CultureInvariant)]
    private static partial Regex OnePassage();
}
