using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Models;

/// <summary>From a key to an answer, and on when the provider is gone.</summary>
public sealed class ConnectionTests(Chromium chromium, HouseStudio app) : BrowserTest(chromium), IClassFixture<HouseStudio>
{
    [Fact]
    public async Task Connection_AddedTestedAndPutFirst_Answers_AndDisabledFallsBack()
    {
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await AddAsync(admin);
        await PutFirstByKeyboardAsync(admin);
        await RehearseAsync(admin.Page);

        var chat = await ChatWindow.OpenAsync(admin);
        await chat.AskAsync("Who are you?");
        await chat.FinishedAsync();
        await Expect(chat.Answer).ToContainTextAsync(HouseStudio.Model);

        await admin.GoAsync("/models");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Disable House" }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Enable House" })).ToBeVisibleAsync();
        chat = await ChatWindow.OpenAsync(admin);
        await chat.AskAsync("And who are you now?");
        await chat.FinishedAsync();
        await Expect(chat.Answer).ToContainTextAsync("local-extractive-1");
    }

    private async Task AddAsync(Visitor admin)
    {
        await admin.GoAsync("/models");
        var page = admin.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add connection" }).ClickAsync();
        var form = page.GetByRole(AriaRole.Form, new() { Name = "New connection" });
        await form.GetByLabel("What it is").SelectOptionAsync("Other, OpenAI’s protocol");
        // The choice proposes a name; whoever types before it has come loses what they typed.
        await Expect(form.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Other, OpenAI’s protocol");
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("House");
        await form.GetByLabel("Base URL").FillAsync(app.Emulator.OpenAiEndpoint.ToString());
        await form.GetByLabel("API key").FillAsync("sk-house");
        await form.GetByLabel("Model to test with").FillAsync(HouseStudio.Model);
        await form.GetByRole(AriaRole.Button, new() { Name = "Test before saving" }).ClickAsync();
        await Expect(form.GetByText("“House” answered")).ToBeVisibleAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Add connection" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "House" })).ToBeVisibleAsync();
        Assert.DoesNotContain("sk-house", await page.ContentAsync(), StringComparison.Ordinal);
    }

    private static async Task PutFirstByKeyboardAsync(Visitor admin)
    {
        await admin.GoAsync("/models/aliases/balanced");
        var page = admin.Page;
        var list = page.GetByRole(AriaRole.Region, new() { Name = "Who answers" });
        await list.GetByLabel("Connection").SelectOptionAsync("House");
        await list.GetByLabel("Pinned model id").FillAsync(HouseStudio.Model);
        await list.GetByRole(AriaRole.Button, new() { Name = "Add to" }).ClickAsync();
        await Expect(list.Locator("li")).ToHaveCountAsync(2);

        await list.GetByRole(AriaRole.Button, new() { Name = $"Move {HouseStudio.Model} up" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(list.Locator("li").First).ToContainTextAsync(HouseStudio.Model);
        await Expect(list.GetByRole(AriaRole.Button, new() { Name = $"Move {HouseStudio.Model} down" })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("New calls for balanced go this way.")).ToBeVisibleAsync();
    }

    private static async Task RehearseAsync(IPage page)
    {
        var rehearsal = page.GetByRole(AriaRole.Region, new() { Name = "What would happen?" });
        await Expect(rehearsal.Locator("ol.path li")).ToHaveCountAsync(1);
        await rehearsal.GetByLabel($"{HouseStudio.Model} at House").SelectOptionAsync(new SelectOptionValue { Label = "refuses the key (401)" });
        await Expect(rehearsal.Locator("ol.path li")).ToHaveCountAsync(2);
        await Expect(rehearsal.Locator("ol.path li").Last).ToContainTextAsync("local-extractive-1 at Local");
    }
}
