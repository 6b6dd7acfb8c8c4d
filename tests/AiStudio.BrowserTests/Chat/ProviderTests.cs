using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.BrowserTests.Chat;

/// <summary>The same conversation whichever protocol the answer comes in.</summary>
public abstract class ProviderTests(Chromium chromium, EmulatedProvider app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Answer_OfAProvider_StreamsAndSurvivesAReload()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        app.Emulator.Scripts.Add(new Script { PromptContains = "long story", TokenCount = 120, ChunkDelayMs = 80 });

        await chat.AskAsync("A long story, from the provider.");
        await chat.GrowthAsync(3);
        await person.Page.ReloadAsync();
        await Visitor.SettledAsync(person.Page);
        await chat.BegunAsync();
        var text = await chat.FinishedAsync();

        Assert.Equal(120, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        await Expect(chat.Answer).ToContainTextAsync(app.Model);
        await StopTests.MeteredAsync(app, account);
    }

    [Fact]
    public async Task Stop_OfAProvidersAnswer_ReachesTheProvider()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        app.Emulator.Scripts.Add(new Script { PromptContains = "never ends", TokenCount = 2000, ChunkDelayMs = 30 });

        await chat.AskAsync("One that never ends.");
        await chat.BegunAsync();
        await chat.StopButton.ClickAsync();
        await chat.FinishedAsync();

        await Expect(chat.Answer).ToContainTextAsync("topped");
        await StopTests.MeteredAsync(app, account);
        await app.Emulator.Bill.SettledAsync(1, Cancellation);
    }

    [Fact]
    public async Task CutStream_ShowsAnInterruptedAnswer_AndRetryAnswers()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        app.Emulator.Scripts.Add(
            new Script { PromptContains = "cut me off", TokenCount = 40, Fault = new(FaultKind.Reset) { AfterChunks = 12 } },
            new Script { PromptContains = "cut me off", Text = "The whole answer this time." });

        await chat.AskAsync("Now cut me off.");
        await chat.FinishedAsync();
        await Expect(chat.Answer).ToContainTextAsync("nterrupted");
        await chat.Answer.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(chat.Text).ToHaveTextAsync("The whole answer this time.");

        Assert.Equal(1, await app.Database.ScalarAsync<long>(
            "select count(*) from message where owner_id = $1 and state = 'interrupted'", account.Id));
    }

    [Fact]
    public async Task HostileMarkdown_InAnAnswer_RunsNothingAndLoadsNothing()
    {
        var person = await VisitAsync(app, await app.NewPersonAsync(Role.Member));
        var chat = await ChatWindow.OpenAsync(person);
        await person.Page.EvaluateAsync("window.ran = 0");
        app.Emulator.Scripts.Add(new Script { PromptContains = "be hostile", Tokens = HostileMarkdown.Pieces });

        await chat.AskAsync("Now be hostile.");
        await chat.FinishedAsync();
        await Expect(chat.Text).ToContainTextAsync(HostileMarkdown.LastWord);

        Assert.Equal(0, await person.Page.EvaluateAsync<int>("window.ran"));
        Assert.Equal(0, await chat.Text.Locator("img, script, iframe, object, embed, svg image, style, link, form, input, video, audio, base, meta").CountAsync());
        var attributes = await chat.Text.EvaluateAsync<string[]>("""
            prose => [...prose.querySelectorAll('*')].flatMap(e => [...e.attributes])
              .filter(a => a.name.startsWith('on') || a.name === 'style' || a.name === 'srcdoc'
                || /^\s*(javascript|data|vbscript|file):/i.test(a.value.replace(/[\u0000-\u0020]/g, '')))
              .map(a => `${a.name}=${a.value}`)
            """);
        Assert.Empty(attributes);
        foreach (var link in await chat.Text.Locator("a:not(.cite)").AllAsync())
        {
            Assert.Matches("^(https?|mailto):", await link.GetAttributeAsync("href") ?? "");
            Assert.Contains("noopener", await link.GetAttributeAsync("rel") ?? "", StringComparison.Ordinal);
        }
    }
}

public sealed class OpenAiTests(Chromium chromium, OpenAiStudio app) : ProviderTests(chromium, app), IClassFixture<OpenAiStudio>;

public sealed class AnthropicTests(Chromium chromium, AnthropicStudio app) : ProviderTests(chromium, app), IClassFixture<AnthropicStudio>;
