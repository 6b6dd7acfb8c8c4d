using AiStudio.Features.Chat.Rendering;

namespace AiStudio.Tests.Chat.Rendering;

public sealed class MarkdownRendererTests
{
    private static readonly CitationMarks Marks = new("/chat/1?source=", new Dictionary<int, string> { [1] = "Source 1: \"Handbook\"", [2] = "Source 2: Agreement" }, Open: 2);

    [Theory]
    [InlineData("Hello **there** _you_", "<p dir=\"auto\">Hello <strong>there</strong> <em>you</em></p>")]
    [InlineData("~~gone~~", "<p dir=\"auto\"><del>gone</del></p>")]
    [InlineData("a  \nb", "<p dir=\"auto\">a<br>\nb</p>")]
    [InlineData("- a\n- b", "<ul dir=\"auto\"><li dir=\"auto\">a</li><li dir=\"auto\">b</li></ul>")]
    [InlineData("3. c", "<ol dir=\"auto\" start=\"3\"><li dir=\"auto\">c</li></ol>")]
    [InlineData("# One\n\n### Three", "<h3 dir=\"auto\">One</h3><h4 dir=\"auto\">Three</h4>")]
    [InlineData("> said", "<blockquote dir=\"auto\"><p dir=\"auto\">said</p></blockquote>")]
    [InlineData("---", "<hr>")]
    [InlineData("- [x] a", "<span class=\"task\" role=\"img\" aria-label=\"Done\">☑</span>")]
    [InlineData("|a|b|\n|-|-:|\n|1|2|", "<td dir=\"auto\" class=\"n\">2</td>")]
    [InlineData("|a|\n|-|\n|1|", "<div class=\"table-wrap\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table><thead><tr><th dir=\"auto\" scope=\"col\">a</th>")]
    [InlineData("```C#\nx < 1\n```", "<code class=\"language-c#\">x &lt; 1\n</code>")]
    [InlineData("```x\" onclick=1\nx\n```", "<span>text</span>")]
    [InlineData("[a](https://b.example \"t\")", "<a href=\"https://b.example/\" rel=\"noopener noreferrer nofollow\" target=\"_blank\" title=\"https://b.example/\">a<span class=\"host\"> (b.example)</span></a>")]
    [InlineData("[bank.example](https://bänk.example/)", ">bank.example<span class=\"host\"> (xn--bnk-qla.example)</span></a>")]
    [InlineData("[write](mailto:a@b.example)", ">write</a>")]
    [InlineData("https://b.example/x", "<a href=\"https://b.example/x\"")]
    [InlineData("<mail@b.example>", "<a href=\"mailto:mail@b.example\"")]
    [InlineData("![a plan](https://b.example/p.png)", "title=\"https://b.example/p.png\">a plan<span class=\"host\"> (b.example)</span></a>")]
    [InlineData("![](https://b.example/p.png)", ">image<span class=\"host\"> (b.example)</span></a>")]
    public void Render_OrdinaryMarkdown_IsHtml(string text, string expected) => Assert.Contains(expected, Html(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("Yes [1].", "Yes <a class=\"cite\" href=\"/chat/1?source=1\" aria-label=\"Source 1: &quot;Handbook&quot;\">1</a>.")]
    [InlineData("Yes [2].", "<a class=\"cite\" href=\"/chat/1?source=2\" aria-current=\"true\"")]
    [InlineData("Yes [1, 2].", "source=1\"")]
    [InlineData("Yes [1][2].", "source=2\"")]
    public void Render_KnownMarker_IsALink(string text, string expected) => Assert.Contains(expected, Html(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("No [3].")]
    [InlineData("No [1, 3].")]
    [InlineData("No `[1]`.")]
    [InlineData("No [0001].")]
    [InlineData("No [-1].")]
    [InlineData("No \\[1].")]
    public void Render_UnknownOrQuotedMarker_StaysText(string text) => Assert.DoesNotContain("<a", Html(text), StringComparison.Ordinal);

    [Fact]
    public void Render_DefinitionThatTakesAMarker_DoesNotMoveIt()
    {
        var html = Html("Read [1].\n\n[1]: https://evil.example/?q=secret");
        Assert.Contains("href=\"/chat/1?source=1\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a href=\"https://evil.example/?q=secret\" rel=\"noopener noreferrer nofollow\" target=\"_blank\" title=\"https://evil.example/?q=secret\">1", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\U000E0041\U000E0042b", "ab")]
    [InlineData("a&#xE0041;b", "ab")]
    [InlineData("a\u202Eb", "ab")]
    [InlineData("a&#x202E;b", "ab")]
    [InlineData("a\u0007\u001Bb", "ab")]
    [InlineData("שלום עולם", "שלום עולם")]
    [InlineData("👩‍🚀", "👩‍🚀")]
    public void Render_InvisibleOrMisleadingCharacters_AreNotShown(string text, string expected) => Assert.Equal($"<p dir=\"auto\">{expected}</p>", Html(text));

    [Fact]
    public void Render_HalfASurrogatePair_IsTheReplacementCharacter() => Assert.Equal("<p dir=\"auto\">a\uFFFDb</p>", Html("a\uD83Db"));

    [Fact]
    public void Render_EndlessNesting_IsPlainFromThere()
    {
        var html = Html("**Before**\n\n" + new string('>', 5000) + " a\n\n# After");
        Assert.StartsWith("<p dir=\"auto\"><strong>Before</strong></p><p class=\"plain\"", html, StringComparison.Ordinal);
        Assert.Contains("# After", html, StringComparison.Ordinal);
    }

    [Fact]
    public void SafeMarkup_UnknownTagOrAttribute_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => new SafeMarkup().Open("img"));
        Assert.Throws<InvalidOperationException>(() => new SafeMarkup().Open("p", ("onclick", "1")));
        Assert.Throws<InvalidOperationException>(() => new SafeMarkup().Close("script"));
    }

    private static string Html(string text) => string.Concat(MarkdownRenderer.Render(text, Marks).Select(block => block.Html.Value));
}
