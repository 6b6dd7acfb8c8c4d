using AiStudio.Features.Chat;
using AiStudio.Tests.Shell;
using AngleSharp.Html.Dom;

namespace AiStudio.Tests.Chat;

public sealed class SourcePanelTests
{
    [Fact]
    public async Task Show_OpenSource_MarksTheQuoteAndLinksToThePassage()
    {
        var page = await ShowAsync(1);
        var open = Assert.Single(page.QuerySelectorAll(".doc.open"));
        Assert.Equal("Up to 36 months\nfor each child.", open.QuerySelector("mark")!.TextContent);
        Assert.Equal("Page 31", open.QuerySelector(".doc-foot span")!.TextContent);
        Assert.Equal($"/knowledge/documents/{Samples.Handbook.DocumentId}?chunk={Samples.Handbook.ChunkId}&page=31&quote=12-43", open.QuerySelector(".doc-foot a")!.GetAttribute("href"));
        Assert.Equal(2, page.QuerySelectorAll(".doc").Length);
        Assert.Contains("4 more passages were read and not quoted.", page.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "2", "2")]
    [InlineData(2, "1", "1")]
    public async Task Show_PreviousAndNext_GoRound(int open, string previous, string next)
    {
        var page = await ShowAsync(open);
        Assert.EndsWith($"&source={previous}", page.QuerySelector("[aria-label='Previous source']")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.EndsWith($"&source={next}", page.QuerySelector("[aria-label='Next source']")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The cat sat.", "cat", "p:The [cat] sat.")]
    [InlineData("The  cat\nsat.", "The cat sat.", "p:[The  cat\nsat.]")]
    [InlineData("The cat sat.", "dog", "p:The cat sat.")]
    [InlineData("The cat sat.", null, "p:The cat sat.")]
    [InlineData("A b.\n\nC d.", "b. C", "p:A [b.]|p:[C] d.")]
    [InlineData("Run it:\n```sh\nls -l\n\npwd\n```\nThen stop.", null, "p:Run it:|pre:ls -l\n\npwd|p:Then stop.")]
    [InlineData("Run it:\n```sh\nls -l\npwd\n```", "ls -l", "p:Run it:|pre:[ls -l]\npwd")]
    [InlineData("A\n~~~\n```\n~~~\nB", null, "p:A|pre:```|p:B")]
    [InlineData("Cut off\n```\nls", null, "p:Cut off|pre:ls")]
    [InlineData("Use `ls -l` or `pwd`.", "Use `ls -l` or", "p:[Use ]<[ls -l]>[ or] <pwd>.")]
    [InlineData("``` is a fence, ``a`` too", null, "p:``` is a fence, ``a`` too")]
    public void Of_PassageAndQuote_CutsCodeAndQuoteOut(string passage, string? quote, string expected)
    {
        var blocks = QuotedPassage.Of(passage, quote).Blocks.Select(block => (block.IsCode ? "pre:" : "p:") + string.Concat(block.Runs.Select(Written)));
        Assert.Equal(expected, string.Join('|', blocks));
    }

    [Fact]
    public async Task Show_PassageWithCode_IsMonoAndTheQuoteIsMarkedInIt()
    {
        var citation = Samples.Agreement with { Quote = "<i>two</i>" };
        var passages = new Dictionary<Guid, string> { [citation.ChunkId] = "Call `<b>` so:\n\n```html\n<b>one</b>\n<i>two</i>\n```" };
        var answer = Samples.Shown(Samples.Answer(MessageState.Complete) with { Citations = [citation] });
        var passage = (await RenderedComponent.ShowAsync<SourcePanel>(("Answer", answer), ("Open", 2), ("CloseHref", "/chat/1"), ("Passages", passages))).QuerySelector(".passage")!;

        Assert.Equal("Call <b> so:", passage.QuerySelector("p.dim")!.TextContent);
        Assert.Equal("<b>", passage.QuerySelector("p code")!.TextContent);
        Assert.Equal("<b>one</b>\n<i>two</i>", passage.QuerySelector("pre:not(.dim) > code")!.TextContent);
        Assert.Equal("<i>two</i>", passage.QuerySelector("pre mark")!.TextContent);
    }

    [Theory]
    [InlineData(true, "Quote found")]
    [InlineData(false, "Quote not found")]
    [InlineData(null, "Not quoted")]
    public async Task Show_EachCitation_SaysHowItsQuoteStands(bool? verified, string expected)
    {
        var answer = Samples.Shown(Samples.Answer(MessageState.Complete) with { Citations = [Samples.Agreement with { Verified = verified }] });
        var page = await RenderedComponent.ShowAsync<SourcePanel>(("Answer", answer), ("Open", 2), ("CloseHref", "/chat/1"), ("Passages", Samples.Passages));
        Assert.Equal(expected, page.QuerySelector(".badge")!.TextContent);
    }

    [Fact]
    public async Task Show_PassageThatIsGoneOrClosed_ShowsTheQuoteAloneAndSaysSo()
    {
        var answer = Samples.Shown(Samples.Answer(MessageState.Complete) with { Citations = [Samples.Handbook] });
        var page = await RenderedComponent.ShowAsync<SourcePanel>(("Answer", answer), ("Open", 1), ("CloseHref", "/chat/1"), ("Passages", new Dictionary<Guid, string>()));
        var passage = page.QuerySelector(".passage")!;
        Assert.Equal("Up to 36 months for each child.", passage.QuerySelector("mark")!.TextContent);
        Assert.Contains("cannot be shown", passage.TextContent, StringComparison.Ordinal);
    }

    private static string Written(QuotedPassage.Run run)
    {
        var words = run.IsQuoted ? $"[{run.Text}]" : run.Text;
        return run.IsCode ? $"<{words}>" : words;
    }

    private static Task<IHtmlElement> ShowAsync(int open) => RenderedComponent.ShowAsync<SourcePanel>(
        ("Answer", Samples.Shown(Samples.Answer(MessageState.Complete))), ("Open", open), ("CloseHref", "/chat/1"), ("Passages", Samples.Passages));
}
