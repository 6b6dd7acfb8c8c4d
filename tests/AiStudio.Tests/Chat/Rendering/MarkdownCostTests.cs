using System.Text;
using AiStudio.Features.Chat.Rendering;

namespace AiStudio.Tests.Chat.Rendering;

[Collection(Timed.Name)]
public sealed class MarkdownCostTests(ITestOutputHelper output)
{
    private const int Size = 100 * 1024;

#if DEBUG
    // Unoptimised code takes about twice as long.
    private static readonly TimeSpan Ceiling = TimeSpan.FromMilliseconds(800);
#else
    private static readonly TimeSpan Ceiling = TimeSpan.FromMilliseconds(400);
#endif

    public static TheoryData<string, string> Patterns => new()
    {
        { "half links", Fill("[a](b") },
        { "half links with titles", Fill("[a](b \"") },
        { "half images", Fill("![a](b") },
        { "opening brackets", Fill("[") },
        { "closing brackets", Fill("]") },
        { "empty links", Fill("[](") },
        { "bracket pairs", Fill("[]") },
        { "nested brackets", new string('[', Size / 2) + "a" + new string(']', Size / 2) },
        { "images nested", Fill("![") },
        { "bracket words", Fill("[a ") },
        { "links that close", Fill("[a](http://b.c) ") },
        { "citations", Fill("[1]") },
        { "half citations", Fill("[1, ") },
        { "stars and words", Fill("*a ") },
        { "stars both sides", Fill("*a*b") },
        { "strong both", Fill("a**b") },
        { "mixed emphasis", Fill("*a_ ") },
        { "underscores", Fill("_a ") },
        { "alternating openers", Fill("*a **a ") },
        { "closers", Fill("a* ") },
        { "closers of two", Fill("a** b_ ") },
        { "one long run", new string('*', Size) },
        { "run and text", new string('*', Size / 2) + "a" + new string('*', Size / 2) },
        { "tildes", Fill("~~a ") },
        { "single tildes", Fill("~a") },
        { "backtick runs", Backticks() },
        { "lone backticks", Fill("a``b` ") },
        { "angle brackets", Fill("<") },
        { "angle addresses", Fill("<a:") },
        { "angle mail", Fill("<a@") },
        { "tags", Fill("<a b=\"") },
        { "addresses", Fill("http://a") },
        { "www", Fill("www.a") },
        { "addresses apart", Fill("http://a.b ") },
        { "address with brackets", "http://a.b/" + new string('(', Size) },
        { "address with closers", "http://a.b/" + new string(')', Size) },
        { "entities", Fill("&amp;") },
        { "half entities", Fill("&") },
        { "backslashes", Fill("\\") },
        { "quotes", new string('>', Size) },
        { "quote lines", Fill("> > > > > > > > > > a\n") },
        { "quote stairs", Stairs(">") },
        { "list stairs", ListStairs() },
        { "dashes on a line", Fill("- ") },
        { "numbers on a line", Fill("1. ") },
        { "list items", Fill("- a\n") },
        { "empty items", Fill("-\n") },
        { "lazy items", Fill("* a\n b\n") },
        { "rules", Fill("---\n") },
        { "fences", Fill("```\n") },
        { "half fences", Fill("``` a `\n") },
        { "headings", Fill("# a\n") },
        { "hashes", new string('#', Size) },
        { "blank lines", new string('\n', Size) },
        { "spaces", new string(' ', Size) },
        { "tabs", new string('\t', Size) },
        { "spaces and words", Fill(new string(' ', 60) + "a") },
        { "one word", new string('a', Size) },
        { "hard breaks", Fill("a  \n") },
        { "definitions", Fill("[a]: b\n") },
        { "half definitions", Fill("[a]: b \"") },
        { "pipes", Fill("|") },
        { "pipes and words", Fill("a|") },
        { "table rows", "|a|b|\n|-|-|\n" + Fill("|a|b|\n") },
        { "wide table", WideTable() },
        { "wide short rows", WideHeader() },
        { "table of half links", "|a|\n|-|\n" + Fill("|[a](b|\n") },
        { "delimiter rows", Fill("|-") },
        { "delimiter lines", Fill("|-|-|\n") },
        { "tasks", Fill("- [ ] a\n") },
        { "task marks", Fill("[ ] ") },
        { "right to left", Fill("\u202Eab") },
        { "emoji", Fill("😀") },
        { "lone surrogates", Fill("\uD83D") },
        { "nul", new string('\0', Size) },
        { "returns", new string('\r', Size) },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public void Render_PathologicalText_TakesLinearTime(string name, string text)
    {
        var size = 0L;
        var taken = ProcessorTime.Of(() => size = MarkdownRenderer.Render(text, CitationMarks.None).Sum(block => (long)block.Html.Value.Length), Ceiling);
        output.WriteLine($"{name}: {taken.TotalMilliseconds:0} ms");
        Assert.InRange(taken, TimeSpan.Zero, Ceiling);
        Assert.InRange(size, 0, 32 * Size);
    }

    [Fact]
    public void Render_LongOrdinaryAnswer_TakesLittleTime()
    {
        var text = new StringBuilder();
        while (text.Length < 64 * 1024)
            text.Append("## Part\n\nSome **strong** words with a [link](https://a.example) and [1].\n\n- one\n- two [2]\n\n```sql\nselect 1\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n");
        var answer = text.ToString();
        var taken = ProcessorTime.Of(() => MarkdownRenderer.Render(answer, CitationMarks.None), Ceiling);
        output.WriteLine($"{taken.TotalMilliseconds:0} ms");
        Assert.InRange(taken, TimeSpan.Zero, Ceiling);
    }

    private static string Fill(string pattern) => new StringBuilder(Size + pattern.Length).Insert(0, pattern, Size / pattern.Length).ToString();

    private static string Backticks()
    {
        var text = new StringBuilder();
        for (var run = 1; text.Length < Size; run++)
            text.Append('e').Append('`', run);
        return text.ToString();
    }

    private static string Stairs(string mark)
    {
        var text = new StringBuilder();
        for (var depth = 1; text.Length < Size; depth++)
            text.Insert(text.Length, mark, depth % 100).Append(" a\n");
        return text.ToString();
    }

    private static string ListStairs()
    {
        var text = new StringBuilder();
        for (var depth = 0; text.Length < Size; depth++)
            text.Append(' ', depth * 2).Append("- a\n");
        return text.ToString();
    }

    private static string WideTable()
    {
        var text = new StringBuilder().Insert(0, "a|", 300).Append('\n').Insert(602 - 1, "-|", 300).Append('\n');
        while (text.Length < Size)
            text.Append(new StringBuilder().Insert(0, "a|", 300)).Append('\n');
        return text.ToString();
    }

    private static string WideHeader()
    {
        var text = new StringBuilder().Insert(0, "a|", 1000).Append('\n').Append(new StringBuilder().Insert(0, "-|", 1000)).Append('\n');
        while (text.Length < Size)
            text.Append("a|\n");
        return text.ToString();
    }
}
