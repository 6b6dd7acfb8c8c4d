using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Chat;

public sealed class StopTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Stop_WhileAnAnswerStreams_KeepsThePartAndMetersIt()
    {
        await app.DocumentationIsIndexedAsync();
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);

        await chat.AskAsync("How do I configure a provider?");
        await chat.BegunAsync();
        await chat.StopButton.ClickAsync();
        var text = await chat.FinishedAsync();

        await Expect(chat.Answer).ToContainTextAsync("topped");
        Assert.NotEmpty(text);
        await person.Page.ReloadAsync();
        await Visitor.SettledAsync(person.Page);
        Assert.Equal(text, await chat.FinishedAsync());
        Assert.Equal("stopped", await app.Database.ScalarAsync<string>(
            "select state from message where owner_id = $1 and role = 'assistant'", account.Id));
        await MeteredAsync(app, account);
    }

    /// <summary>The answer's call has its row, its ledger entry says the same, and nothing is held any more.</summary>
    internal static async Task MeteredAsync(StudioApp app, Account account)
    {
        var call = await app.Database.ScalarAsync<Guid>(
            "select call_id from message where owner_id = $1 and role = 'assistant' order by created_at desc limit 1", account.Id);
        Assert.NotEqual(Guid.Empty, call);
        Assert.Equal(1, await app.Database.ScalarAsync<long>("select count(*) from call where id = $1 and output_tokens > 0 and input_tokens > 0", call));
        Assert.Equal(1, await app.Database.ScalarAsync<long>(
            "select count(*) from ledger_entry l join call c on c.id = l.call_id where l.call_id = $1 and l.cost_nano_usd = c.cost_nano_usd", call));
        Assert.Equal(0, await app.Database.ScalarAsync<long>("select count(*) from hold where call_id = $1 and state = 'held'", call));
    }
}
