using AiStudio.Features.Chat.Rendering;

namespace AiStudio.Tests.Chat.Rendering;

public sealed class StreamingMarkdownTests
{
    private static readonly string[] Fragments =
    [
        "Plain words", " and **strong** ones", "\n", "\n\n", "- item", "* star", "1. one", "2) two", "   continued", "\t", "# Heading", "### Deep", "#",
        "```csharp\nvar a = 1;\n", "```\n", "~~~\n", "> quote", ">", "| a | b |\n|---|--:|\n", "| 1 | 2 |\n", "|", "---\n", "-", "===\n", "    indented\n",
        "[1]", "[1, 2]", "[9]", "[text](https://a.example)", "[half](https://a.exa", "[1]: https://evil.example\n", "`code`", "`", "**", "_", "~~gone~~",
        "https://b.example/path", "<https://c.example>", "<script>", "&amp;", "&", "\\", "- [ ] task", "- [x] done", "שלום", "😀", "\r\n", "  \n", "![x](http://i.example/p.png)",
    ];

    private static readonly CitationMarks Marks = new("/chat?source=", new Dictionary<int, string> { [1] = "Source 1: A", [2] = "Source 2: B" });

    [Fact]
    public void Render_RandomTextInRandomPieces_EqualsTheWhole()
    {
        var random = new Random(20260714);
        for (var round = 0; round < 1500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => Fragments[random.Next(Fragments.Length)]));
            var whole = Html(MarkdownRenderer.Render(text, Marks));
            var streamed = Html(Stream(text, random));
            Assert.True(whole == streamed, $"round {round}\n--- text\n{text}\n--- whole\n{whole}\n--- streamed\n{streamed}");
        }
    }

    [Fact]
    public void Render_BlocksThatEnded_AreNotRenderedAgain()
    {
        var stream = new StreamingMarkdown(Marks);
        stream.Append("First.\n\nSecond.\n\nThi");
        var before = stream.Render();
        stream.Append("rd.");
        var after = stream.Render();
        Assert.Same(before[0], after[0]);
        Assert.Contains("Third.", after[^1].Html.Value, StringComparison.Ordinal);
        Assert.True(stream.TailLength < 20);
    }

    [Fact]
    public void Cite_AfterBlocksEnded_TurnsTheirMarkersIntoLinks()
    {
        var stream = new StreamingMarkdown(CitationMarks.None);
        stream.Append("Said [1].\n\nMore.\n\nAnd");
        Assert.DoesNotContain("<a", Html(stream.Render()), StringComparison.Ordinal);
        stream.Cite(Marks);
        Assert.Contains("<a class=\"cite\" href=\"/chat?source=1\"", Html(stream.Render()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Before\n\n```sql\nselect 1", "<code class=\"language-sql\">select 1")]
    [InlineData("See [the site](https://exam", "[the site](https://exam")]
    [InlineData("See https://exam", "See https://exam</p>")]
    [InlineData("Words\n-", "<p dir=\"auto\">Words</p>")]
    [InlineData("So **it is", "<strong>it is</strong>")]
    [InlineData("Call `Ask", "Ask</code>")]
    public void Render_UnfinishedTail_LooksSane(string text, string expected)
    {
        var stream = new StreamingMarkdown(Marks);
        stream.Append(text);
        Assert.Contains(expected, Html(stream.Render()), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TextOverTheCeiling_IsPlain()
    {
        var stream = new StreamingMarkdown(Marks);
        stream.Append("# Start\n\nText.\n\n");
        stream.Render();
        stream.Append(new string('a', BlockSplitter.LongestText));
        stream.Finish();
        var block = Assert.Single(stream.Render());
        Assert.StartsWith("<p class=\"plain\" dir=\"auto\"># Start", block.Html.Value, StringComparison.Ordinal);
    }

    private static IReadOnlyList<RenderedBlock> Stream(string text, Random random)
    {
        var stream = new StreamingMarkdown(Marks);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, 9), text.Length - at);
            stream.Append(text.Substring(at, length));
            stream.Render();
            at += length;
        }

        stream.Finish();
        return stream.Render();
    }

    private static string Html(IEnumerable<RenderedBlock> blocks) => string.Concat(blocks.Select(block => block.Html.Value));
}
