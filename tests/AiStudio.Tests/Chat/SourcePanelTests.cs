using AiStudio.Features.Chat;
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
        Assert.Equal($"/knowledge/documents/{Samples.Handbook.DocumentId}?chunk={Samples.Handbook.ChunkId}", open.QuerySelector(".doc-foot a")!.GetAttribute("href"));
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
    [InlineData("The cat sat.", "cat", "The |cat| sat.")]
    [InlineData("The  cat\nsat.", "The cat sat.", "|The  cat\nsat.|")]
    [InlineData("The cat sat.", "dog", "The cat sat.||")]
    [InlineData("The cat sat.", null, "The cat sat.||")]
    [InlineData("A b.\n\nC d.", "b. C", "A |b.|")]
    public void Of_QuoteInPassage_IsCutOut(string passage, string? quote, string expected)
    {
        var first = QuotedPassage.Of(passage, quote).Paragraphs[0];
        Assert.Equal(expected, $"{first.Before}|{first.Quote}|{first.After}");
    }

    private static Task<IHtmlElement> ShowAsync(int open) => RenderedComponent.ShowAsync<SourcePanel>(
        ("Answer", Samples.Shown(Samples.Answer(MessageState.Complete))), ("Open", open), ("CloseHref", "/chat/1"));
}
