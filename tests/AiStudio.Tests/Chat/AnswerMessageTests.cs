using System.Text.Json;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Chat;
using AiStudio.Tests.Shell;
using AngleSharp.Html.Dom;

namespace AiStudio.Tests.Chat;

public sealed class AnswerMessageTests
{
    [Fact]
    public async Task Show_CompleteAnswer_NamesModelTokensCostAndTime()
    {
        var page = await ShowAsync(Samples.Shown(Samples.Answer(MessageState.Complete)));
        var article = page.QuerySelector("article")!;
        Assert.Equal("HR assistant, 09:38", article.GetAttribute("aria-label"));
        Assert.Null(article.GetAttribute("aria-busy"));
        Assert.Equal("Up to 36 months 1.", article.QuerySelector(".prose")!.TextContent);
        Assert.Equal("Source 1: People handbook, page 31", article.QuerySelector(".cite")!.GetAttribute("aria-label"));
        Assert.Contains("Read 6 passages in 2 documents · 0.4 s", article.QuerySelector(".steps")!.TextContent, StringComparison.Ordinal);
        var meta = article.QuerySelector(".meta")!.TextContent;
        Assert.Contains("balanced → gpt-4.1-mini", meta, StringComparison.Ordinal);
        Assert.Contains("2,914 in, 2,048 from cache · 96 out", meta, StringComparison.Ordinal);
        Assert.Contains("2.1 s", meta, StringComparison.Ordinal);
        Assert.Contains("$0.0013", meta, StringComparison.Ordinal);
        Assert.Equal(["Copy", "Good answer", "Bad answer", "Answer again"], article.QuerySelectorAll(".acts button").Select(button => button.GetAttribute("aria-label")));
    }

    [Theory]
    [InlineData(nameof(MessageState.Stopped), null, "Stopped.", "What it said until then is kept")]
    [InlineData(nameof(MessageState.Interrupted), null, "Interrupted.", "broke off")]
    [InlineData(nameof(MessageState.Interrupted), "The provider cut the stream.", "Interrupted.", "The provider cut the stream.")]
    [InlineData(nameof(MessageState.Failed), "The cap of $20.00 is used up; it renews on 1 December.", "No answer.", "renews on 1 December")]
    public async Task Show_AnswerThatIsNotWhole_SaysWhyAndOffersRetry(string state, string? problem, string title, string words)
    {
        var page = await ShowAsync(Samples.Shown(Samples.Answer(Enum.Parse<MessageState>(state), "Half of", problem)));
        var banner = page.QuerySelector(".banner")!;
        Assert.Equal(title, banner.QuerySelector("strong")!.TextContent);
        Assert.Contains(words, banner.TextContent, StringComparison.Ordinal);
        Assert.Contains("Retry", banner.QuerySelector("button")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Half of", page.QuerySelector(".prose")!.TextContent);
    }

    [Fact]
    public async Task Show_RunningAnswer_IsBusyAndFillsFromItsEvents()
    {
        using var message = Samples.Shown(Samples.Answer(MessageState.Streaming, "") with { Citations = [] });
        var before = await ShowAsync(message);
        Assert.Equal("true", before.QuerySelector("article")!.GetAttribute("aria-busy"));
        Assert.NotNull(before.QuerySelector(".skel"));
        Assert.Empty(before.QuerySelectorAll(".acts button"));

        message.Apply(new TurnEvent(1, new Gathered(6, 2, 400)));
        message.Apply(new TurnEvent(2, new TextDelta("Up to **36 months** [1]")));
        message.Apply(new TurnEvent(2, new TextDelta(" twice")));
        message.Apply(new TurnEvent(3, new CitationsFound([Samples.Handbook])));
        var during = await ShowAsync(message);
        Assert.Contains("Read 6 passages in 2 documents · 0.4 s", during.QuerySelector(".steps")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Up to 36 months 1", during.QuerySelector(".prose.live")!.TextContent);

        message.Apply(new TurnEvent(4, new Finished(MessageState.Complete, Samples.Facts, null)));
        message.Apply(new TurnEvent(5, new TextDelta("late")));
        var after = await ShowAsync(message);
        Assert.Null(after.QuerySelector(".live"));
        Assert.Equal("Up to 36 months 1", after.QuerySelector(".prose")!.TextContent);
        Assert.Equal(4, message.LastEvent);
    }

    [Fact]
    public async Task Show_OpenSource_IsMarkedInTheText()
    {
        using var message = Samples.Shown(Samples.Answer(MessageState.Complete));
        message.Open(1);
        Assert.Equal("true", (await ShowAsync(message)).QuerySelector(".cite")!.GetAttribute("aria-current"));
        message.Open(null);
        Assert.Null((await ShowAsync(message)).QuerySelector(".cite")!.GetAttribute("aria-current"));
    }

    [Theory]
    [InlineData(1, "Good answer")]
    [InlineData(-1, "Bad answer")]
    public async Task Show_RatedAnswer_PressesItsThumb(int rating, string label)
    {
        using var message = Samples.Shown(Samples.Answer(MessageState.Complete));
        message.Rate(rating);
        var pressed = Assert.Single((await ShowAsync(message)).QuerySelectorAll("[aria-pressed=true]"));
        Assert.Equal(label, pressed.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Show_ClampedAndEstimatedAnswer_SaysSo()
    {
        var view = Samples.Answer(MessageState.Complete) with { Facts = Samples.Facts with { OutputClamped = true, Estimated = true } };
        var text = (await ShowAsync(Samples.Shown(view))).TextContent;
        Assert.Contains("budget allows no more", text, StringComparison.Ordinal);
        Assert.Contains("about $0.0013", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "from cache, less than a minute old")]
    [InlineData(60, "from cache, 1 minute old")]
    [InlineData(7_300, "from cache, 2 hours old")]
    public async Task Show_AnswerGivenAgain_SaysHowOldItIs(int seconds, string words)
    {
        var view = Samples.Answer(MessageState.Complete) with { Facts = Samples.Facts with { CostNanoUsd = 0, Origin = new AnswerOrigin(seconds, 1_300_000) } };
        var page = await ShowAsync(Samples.Shown(view));
        Assert.Contains(words, page.QuerySelector(".meta")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("$0.00", page.QuerySelector(".meta")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector(".borrowed"));
    }

    [Fact]
    public async Task Show_AnswerToASimilarQuestion_NamesItAndHowSimilarItIs()
    {
        var origin = new AnswerOrigin(120, 1_300_000, "How long is <b>parental</b> leave?", 0.9731);
        var view = Samples.Answer(MessageState.Complete) with { Facts = Samples.Facts with { Origin = origin } };
        var borrowed = (await ShowAsync(Samples.Shown(view))).QuerySelector(".borrowed")!;
        Assert.Contains("“How long is <b>parental</b> leave?” (97 % alike)", borrowed.TextContent, StringComparison.Ordinal);
        Assert.Null(borrowed.QuerySelector("b"));
    }

    [Fact]
    public async Task Show_FactsOfAnOlderAnswer_SayWhatTheyKnow()
    {
        var json = JsonSerializer.SerializeToNode(Samples.Facts, ChatJson.Options)!.AsObject();
        json.Remove("documentsRead");
        json.Remove("gatherMs");
        var view = Samples.Answer(MessageState.Complete) with { Facts = json.Deserialize<AnswerFacts>(ChatJson.Options) };

        Assert.Equal("Read 6 passages", (await ShowAsync(Samples.Shown(view))).QuerySelector(".steps")!.TextContent.Trim());
    }

    [Fact]
    public async Task Show_Question_IsPlainText()
    {
        var page = await RenderedComponent.ShowAsync<QuestionMessage>(("Message", Samples.Shown(Samples.Question("**not** <b>bold</b> [1]"))), ("Clock", Samples.Clock));
        Assert.Equal("**not** <b>bold</b> [1]", page.QuerySelector(".prose")!.TextContent.Trim());
        Assert.Null(page.QuerySelector("b"));
    }

    private static Task<IHtmlElement> ShowAsync(ShownMessage message) =>
        RenderedComponent.ShowAsync<AnswerMessage>(("Message", message), ("Name", "HR assistant"), ("Clock", Samples.Clock));
}
