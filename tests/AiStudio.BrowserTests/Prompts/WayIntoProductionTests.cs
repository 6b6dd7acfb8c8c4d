using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.BrowserTests.Prompts;

/// <summary>From an edit to production and back, by two admins, with a provider that answers as the prompt wants it to.</summary>
public sealed class WayIntoProductionTests(Chromium chromium, GatedStudio app) : BrowserTest(chromium), IClassFixture<GatedStudio>
{
    private const int Cases = 60;
    private const string Worse = "Answer like a pirate.";
    private const string Better = "Answer in a whole sentence.";
    private const string Broken = "Answer in a whole sentence, and be careful.";

    [Fact]
    public async Task Version_GoesThroughTheGate_AndABadOneIsRolledBackByItself()
    {
        // It is about prompts: nothing is looked up for its answers.
        await app.Database.ExecuteAsync("update assistant set top_k = 0");
        // What is asked in the suite is answered well by all but the pirate; what people ask is refused by the careful one.
        app.Emulator.Scripts.Add(
            new Script { When = request => Says(request, Worse), Text = "Arr.", Times = Script.Forever },
            new Script { When = request => Says(request, Broken) && request.LastUserText.Contains("weather", StringComparison.Ordinal), Text = "I cannot help with that.", Times = Script.Forever },
            new Script { Text = "The capital is Paris, and the sun shines.", Times = Script.Forever });
        var (author, approver) = (await VisitAsync(app, await app.NewPersonAsync(Role.Admin)), await VisitAsync(app, await app.NewPersonAsync(Role.Admin)));
        await MakeSuiteAsync(author);
        using var program = await ProgramAsync(author);

        // Edited, and worse: the gate refuses.
        await SaveAsync(author, Worse, "Pirates are fun");
        await AskForPromotionAsync(author);
        await Expect(author.Page.GetByText("0 of 60 cases pass").First).ToBeVisibleAsync();
        await Expect(author.Page.Locator("h1 .badge")).ToHaveTextAsync("Refused");

        // Improved: the gate passes, the second person approves.
        await SaveAsync(author, Better, "Whole sentences");
        await AskForPromotionAsync(author);
        await Expect(author.Page.Locator("h1 .badge")).ToHaveTextAsync("Evaluated");
        await Expect(author.Page.GetByRole(AriaRole.Button, new() { Name = "Approve…" })).ToHaveCountAsync(0);
        await ApproveAsync(approver, author.Page.Url);

        // Its canary advances on traffic and ends in production.
        await Expect(approver.Page.Locator("h1 .badge")).ToHaveTextAsync("Canary 20 %");
        await TalkUntilAsync(program, () => approver.Page.Locator("h1 .badge").TextContentAsync(), "Went to production");
        await Expect(approver.Page.GetByText("from now on 50 % of traffic is answered with it")).ToBeVisibleAsync();

        // A bad one that no case knows: its canary rolls back by itself.
        await SaveAsync(author, Broken, "Be careful");
        await AskForPromotionAsync(author);
        await Expect(author.Page.Locator("h1 .badge")).ToHaveTextAsync("Evaluated");
        await ApproveAsync(approver, author.Page.Url);
        await TalkUntilAsync(program, () => approver.Page.Locator("h1 .badge").TextContentAsync(), "Rolled back");
        await Expect(approver.Page.GetByText("Breached")).ToBeVisibleAsync();
        await Expect(approver.Page.GetByRole(AriaRole.Img, new() { Name = "Refusals, canary less production" }).First).ToBeAttachedAsync();
        await Screens.EachAsync(approver.Page, "Promotion rolled back", _ => Task.CompletedTask);

        // Whoever looks after prompts is told which metric, by how much and on what evidence.
        await author.GoAsync("/notifications");
        await Expect(author.Page.GetByText("was rolled back")).ToBeVisibleAsync();
        await Expect(author.Page.GetByText(new Regex(@"Refusals: higher by [\d.]+ to [\d.]+ points than before \([\d.]+ % in \d+ answers of the candidate, [\d.]+ % in [\d,]+ of the incumbent\)"))).ToBeVisibleAsync();
        // And that text is not promoted again.
        await author.GoAsync("/prompts/assistant");
        await Expect(author.Page.GetByText(new Regex("production 1\\.\\d\\.\\d"))).ToBeVisibleAsync();
        Assert.Equal(1, await app.Database.ScalarAsync<long>("select count(*) from promotion where state = 'rolled_back' and unblocked_by is null"));
        Assert.Equal(Better, await app.Database.ScalarAsync<string>("""
            select v.template from prompt_label l join prompt p on p.id = l.prompt_id join prompt_version v on v.id = l.version_id where p.slug = 'assistant' and l.label = 'production'
            """));
    }

    private static bool Says(EmulatedRequest request, string prompt) => request.Instructions.Contains(prompt, StringComparison.Ordinal);

    private static async Task MakeSuiteAsync(Visitor author)
    {
        var page = author.Page;
        await author.GoAsync("/evals/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Capitals");
        await page.GetByLabel("Whose versions are asked").SelectOptionAsync("assistant");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the suite" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Capitals" })).ToBeVisibleAsync();
        var lines = Enumerable.Range(1, Cases).Select(number => $$"""{"id": "capital-{{number}}", "input": "What is the capital of country number {{number}}?", "expected_contains": ["Paris"]}""");
        await page.Locator("input[type=file]").ChooseAsync("capitals.jsonl", "application/jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(page.GetByText("60 cases").First).ToBeVisibleAsync();
    }

    private static async Task SaveAsync(Visitor author, string text, string note)
    {
        await author.GoAsync("/prompts/assistant");
        var page = author.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Change", Exact = true }).ClickAsync();
        await page.GetByLabel("Text", new() { Exact = true }).FillAsync(text);
        await page.GetByLabel("What changes").FillAsync(note);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = note })).ToBeVisibleAsync();
    }

    private static async Task AskForPromotionAsync(Visitor author)
    {
        await author.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for promotion" }).ClickAsync();
        await Expect(author.Page).ToHaveURLAsync(new Regex("/promotions/"));
    }

    private static async Task ApproveAsync(Visitor approver, string promotion)
    {
        await approver.GoAsync(new Uri(promotion).PathAndQuery);
        await approver.Page.GetByRole(AriaRole.Button, new() { Name = "Approve…" }).ClickAsync();
        await approver.Page.GetByLabel("Anything to say with your approval?").FillAsync("As the hotline asked for.");
        await approver.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Expect(approver.Page.GetByText("As the hotline asked for.").First).ToBeVisibleAsync();
    }

    private async Task<HttpClient> ProgramAsync(Visitor author)
    {
        await author.GoAsync("/api-keys");
        await author.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Traffic");
        await author.Page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = await author.Page.GetByLabel("The new API key").TextContentAsync();
        return new() { BaseAddress = app.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }

    // Questions of many people, until the page says what is waited for.
    private static async Task TalkUntilAsync(HttpClient program, Func<Task<string?>> looksLike, string wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (await looksLike() != wanted)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
            {
                using var answer = await program.PostAsJsonAsync(
                    "v1/chat/completions", new { model = "assistant/assistant", messages = new[] { new { role = "user", content = "How is the weather?" } } }, limit.Token);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }));
        }
    }
}
