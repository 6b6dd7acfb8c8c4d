using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Chat;

/// <summary>A question to the assistant that knows this repository's documentation, answered by the local model.</summary>
public sealed class AskTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    internal const string Question = "How do I back up?";

    [Fact]
    public async Task Answer_ToAQuestionTheReadmeAnswers_StreamsAndCitesIt()
    {
        await app.DocumentationIsIndexedAsync();
        var member = await VisitAsync(app, await app.DemoAsync(Role.Member));
        var chat = await ChatWindow.OpenAsync(member);

        await chat.AskAsync(Question);
        var growth = await chat.GrowthAsync(3);
        var text = await chat.FinishedAsync();

        Assert.True(text.Length > growth[^1], "All of the answer was there at the third look.");
        var marker = chat.Answer.Locator("a.cite").First;
        await marker.ClickAsync();
        await Expect(chat.Sources).ToBeVisibleAsync();
        await Expect(chat.Sources.Locator("mark").First).ToBeVisibleAsync();
        await Expect(chat.Sources.GetByText("README").First).ToBeVisibleAsync();
        var quoted = await chat.Sources.Locator("mark").First.InnerTextAsync();
        Assert.Contains("back up", quoted, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Reload_WhileAnAnswerStreams_ContinuesAndLosesNothing()
    {
        await app.DocumentationIsIndexedAsync();
        var person = await app.NewPersonAsync(Role.Member);
        var first = await VisitAsync(app, person);
        var chat = await ChatWindow.OpenAsync(first);

        await chat.AskAsync(Question);
        await chat.BegunAsync();
        await first.Page.ReloadAsync();
        await Visitor.SettledAsync(first.Page);
        await chat.BegunAsync();
        var text = await chat.FinishedAsync();

        var second = await VisitAsync(app, person);
        var elsewhere = await ChatWindow.OpenAsync(second, first.Page.Url);
        Assert.Equal(text, await elsewhere.FinishedAsync());
    }

    [Fact]
    public async Task SecondTab_WhileAnAnswerStreams_ShowsTheSameStream()
    {
        await app.DocumentationIsIndexedAsync();
        var person = await VisitAsync(app, await app.NewPersonAsync(Role.Member));
        var chat = await ChatWindow.OpenAsync(person);

        await chat.AskAsync(Question);
        await chat.BegunAsync();
        var tab = await person.Context.NewPageAsync();
        await Visitor.GoAsync(tab, person.Page.Url);
        var other = new ChatWindow(tab);
        await other.BegunAsync();

        Assert.Equal(await chat.FinishedAsync(), await other.FinishedAsync());
    }

    [Fact]
    public async Task Tab_ClosedWhileAnAnswerStreams_FindsItCompleteLater()
    {
        await app.DocumentationIsIndexedAsync();
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);

        await chat.AskAsync(Question);
        var begun = await chat.BegunAsync();
        var address = person.Page.Url;
        await person.Page.CloseAsync();
        await app.TurnsEndedAsync(account);

        var tab = await person.Context.NewPageAsync();
        await Visitor.GoAsync(tab, address);
        var text = await new ChatWindow(tab).FinishedAsync();
        Assert.StartsWith(begun.TrimEnd()[..20], text, StringComparison.Ordinal);
        Assert.True(text.Length > begun.Length);
        Assert.Equal("complete", await app.Database.ScalarAsync<string>(
            "select state from message where owner_id = $1 and role = 'assistant'", account.Id));
    }

    [Fact]
    public async Task Send_PressedTwiceOrWithNothingWritten_AsksOnce()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);

        await chat.AskAsync("What does ./studio reset do?");
        await chat.SendButton.DblClickAsync();
        await chat.FinishedAsync();

        await Expect(chat.Answers).ToHaveCountAsync(1);
        Assert.Equal(1, await app.Database.ScalarAsync<long>("select count(*) from turn where owner_id = $1", account.Id));
    }
}
