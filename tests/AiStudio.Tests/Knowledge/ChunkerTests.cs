using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;

namespace AiStudio.Tests.Knowledge;

public sealed class ChunkerTests
{
    [Fact]
    public void Cut_OfMarkdown_FollowsItsHeadings()
    {
        const string text = "# Handbook\n\nIntro.\n\n## Leave\n\nTwenty days.\n\nMore on request.\n\nSetext\n------\n\nUnder setext.\n\n### Deep #\n\nDeep text.\n\n# Other\n\nEnd.";

        Assert.Equal(
            [
                ("Handbook", "Intro."),
                ("Handbook › Leave", "Twenty days.\n\nMore on request."),
                ("Handbook › Setext", "Under setext."),
                ("Handbook › Setext › Deep", "Deep text."),
                ("Other", "End."),
            ],
            Cut(text).Select(chunk => (chunk.HeadingPath, text[chunk.SpanStart..chunk.SpanEnd])));
    }

    [Fact]
    public void Cut_OfShortParagraphs_MergesThemUpToTheTarget()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 10).Select(_ => Words(40)));
        var chunks = Cut(text);

        Assert.Equal([120, 120, 120, 40], chunks.Select(chunk => TextCuts.CountWords(Text(text, chunk))));
    }

    [Fact]
    public void Cut_OfALongParagraph_CutsAtSentences()
    {
        var text = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"This is sentence number {i} of a long paragraph."));
        var chunks = Cut(text);

        Assert.True(chunks.Count > 1);
        Assert.All(chunks, chunk => Assert.EndsWith(".", Text(text, chunk), StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.StartsWith("This is", Text(text, chunk), StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.InRange(TextCuts.CountWords(Text(text, chunk)), 1, 150));
        AssertCovers(text, chunks);
    }

    [Fact]
    public void Cut_OfATableAndOfCode_KeepsThemWhole()
    {
        var table = "| City | Nights |\n|---|---:|\n" + string.Join('\n', Enumerable.Range(0, 100).Select(i => $"| City {i} | {i} nights |"));
        var code = "```python\n" + string.Join("\n\n", Enumerable.Range(0, 120).Select(i => $"value_{i} = compute(value_{i}) # keep together")) + "\n```";
        var text = $"# Data\n\nBefore.\n\n{table}\n\nBetween.\n\n{code}\n\nAfter.";
        var chunks = Cut(text).Select(chunk => Text(text, chunk)).ToList();

        Assert.Contains(table, chunks);
        Assert.Contains(code, chunks);
    }

    [Fact]
    public void Cut_OfAHeadingInsideCode_TakesItForCode()
    {
        const string text = "# Real\n\n```sh\n# not a heading\nrun\n```";
        Assert.Equal(("Real", "```sh\n# not a heading\nrun\n```"), (Assert.Single(Cut(text)).HeadingPath, Text(text, Cut(text)[0])));
    }

    [Fact]
    public void Cut_OfAFenceThatNeverCloses_TakesTheRest()
    {
        const string text = "Before.\n\n~~~\n# code\nmore";
        Assert.Equal("Before.\n\n~~~\n# code\nmore", Text(text, Assert.Single(Cut(text))));
    }

    [Fact]
    public void Cut_OfChinese_CountsCharactersAndCutsAtItsFullStops()
    {
        var text = string.Concat(Enumerable.Repeat("员工每年有二十五天带薪假期。", 40));
        var chunks = Cut(text, DocumentKind.PlainText);

        Assert.True(chunks.Count > 2);
        Assert.All(chunks, chunk => Assert.EndsWith("。", Text(text, chunk), StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.InRange(TextCuts.CountWords(Text(text, chunk)), 1, 150));
        AssertCovers(text, chunks);
    }

    [Theory]
    [InlineData("a", 200_000)]
    [InlineData("word ", 60_000)]
    [InlineData("🍜", 40_000)]
    [InlineData("龍", 40_000)]
    [InlineData("𠀀", 20_000)]
    [InlineData("a.b|c-", 30_000)]
    public void Cut_OfAHugeLine_StaysBoundedAndLosesNothing(string piece, int count)
    {
        var text = string.Concat(Enumerable.Repeat(piece, count)).TrimEnd();
        var chunks = Cut(text);

        Assert.All(chunks, chunk => Assert.InRange(chunk.SpanEnd - chunk.SpanStart, 1, 12_100));
        Assert.DoesNotContain(chunks, chunk => char.IsLowSurrogate(text[chunk.SpanStart]));
        AssertCovers(text, chunks);
    }

    [Fact]
    public void Cut_OfPlainText_KnowsNoHeadings()
    {
        const string text = "# not a heading\n\nText.";
        Assert.Equal(("", text), (Assert.Single(Cut(text, DocumentKind.PlainText)).HeadingPath, Text(text, Cut(text, DocumentKind.PlainText)[0])));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\n ")]
    public void Cut_OfNothing_GivesNothing(string text) => Assert.Empty(Cut(text));

    [Fact]
    public void Cut_OfHeadingsWithNothingUnderThem_MakesThemTextOfTheirSection()
    {
        const string text = "# One\n## Two\n## Three\n# Four\n# Five";
        Assert.Equal([("One", "## Two\n## Three"), ("", "# Four\n# Five")], Cut(text).Select(chunk => (chunk.HeadingPath, Text(text, chunk))));
    }

    [Fact]
    public void Cut_OfManyEmptyHeadings_MakesNoChunkOfEach()
    {
        var text = string.Concat(Enumerable.Repeat("# a\n", 30_000));
        Assert.InRange(Cut(text).Count, 1, 600);
    }

    [Fact]
    public void Cut_OfMoreThanCanBeSearched_IsRefusedWithASentence()
    {
        var text = string.Concat(Enumerable.Repeat("# a\nb\n", 20_001));
        Assert.Contains("20,000", Assert.Throws<RefusedDocumentException>(() => Cut(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_OfALongHeading_ShortensThePathNotTheText()
    {
        var text = $"# {new string('x', 5_000)}\n\nText.";
        Assert.Equal(120, Assert.Single(Cut(text)).HeadingPath.Length);
    }

    [Fact]
    public void Cut_AtThePageOfItsBlocks_NeverRunsOverAPage()
    {
        const string text = "First.\n\nSecond.\n\nThird.";
        TextBlock[] blocks = [new(TextBlockKind.Paragraph, 0, 6, Page: 1), new(TextBlockKind.Paragraph, 8, 15, Page: 1), new(TextBlockKind.Paragraph, 17, 23, Page: 2)];

        Assert.Equal([("First.\n\nSecond.", 1), ("Third.", 2)], Chunker.Cut(text, blocks, ChunkSize.Default).Select(chunk => (Text(text, chunk), chunk.Page!.Value)));
    }

    [Fact]
    public void Cut_WithOverlap_BeginsWithTheLastSentencesOfTheChunkBefore()
    {
        var text = string.Join(' ', Enumerable.Range(0, 40).Select(i => $"This is sentence number {i} of a long paragraph."));
        var chunks = Chunker.Cut(text, TextBlocks.Read(text, markdown: false), ChunkSize.OfTokens(100, 30));

        Assert.All(chunks.Skip(1), chunk => Assert.StartsWith("This is", Text(text, chunk), StringComparison.Ordinal));
        Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.InRange(pair.First.SpanEnd - pair.Second.SpanStart, 10, 250));
    }

    [Fact]
    public void Cut_OfAListLongerThanAChunk_KeepsItWhole()
    {
        var list = string.Join('\n', Enumerable.Range(0, 40).Select(i => $"- item {i} of the list"));
        Assert.Contains(list, Cut($"Before.\n\n{list}\n\nAfter.").Select(chunk => Text($"Before.\n\n{list}\n\nAfter.", chunk)));
    }

    private static IReadOnlyList<ChunkDraft> Cut(string text, string mediaType = DocumentKind.Markdown) =>
        Chunker.Cut(text, TextBlocks.Read(text, mediaType == DocumentKind.Markdown), ChunkSize.Default);

    private static string Text(string text, ChunkDraft chunk) => text[chunk.SpanStart..chunk.SpanEnd];

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));

    private static void AssertCovers(string text, IReadOnlyList<ChunkDraft> chunks)
    {
        var at = 0;
        foreach (var chunk in chunks)
        {
            Assert.True(string.IsNullOrWhiteSpace(text[at..chunk.SpanStart]), $"text between {at} and {chunk.SpanStart} is in no chunk");
            Assert.True(chunk.SpanStart < chunk.SpanEnd && chunk.SpanStart >= at);
            at = chunk.SpanEnd;
        }

        Assert.True(string.IsNullOrWhiteSpace(text[at..]));
    }
}
