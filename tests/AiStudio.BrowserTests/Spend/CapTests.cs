using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Spend;

public sealed class CapTests(Chromium chromium, OpenAiStudio app) : BrowserTest(chromium), IClassFixture<OpenAiStudio>
{
    [Fact]
    public async Task Cap_OfFinance_StopsTheChatWithASentence_AndRaisedLetsItAnswer()
    {
        var member = await app.NewPersonAsync(Role.Member);
        var chat = await ChatWindow.OpenAsync(await VisitAsync(app, member));
        await chat.AskAsync("What does it cost?");
        await chat.FinishedAsync();

        var finance = await VisitAsync(app, await app.NewPersonAsync(Role.Finance));
        await finance.GoAsync("/spend/budgets?new=true");
        var page = finance.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Pat's month");
        await page.GetByLabel("Counts", new() { Exact = true }).SelectOptionAsync("Person");
        await page.GetByLabel("Of whom or what").FillAsync(member.Email);
        await page.GetByLabel("Cap in dollars").FillAsync("0.000001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pat's month", Exact = true })).ToBeVisibleAsync();

        await chat.AskAsync("And now?");
        await Expect(chat.Answer).ToContainTextAsync("Pat's month");
        await Expect(chat.Answer).ToContainTextAsync("renews");

        await page.GetByRole(AriaRole.Link, new() { Name = "Pat's month", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who was refused in this window?" })).ToBeVisibleAsync();
        await Eventually.GetAsync(
            async () =>
            {
                await page.ReloadAsync();
                return await page.GetByRole(AriaRole.Region, new() { Name = "Who was refused" }).CountAsync();
            },
            count => count > 0, "The record of the refused call");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Who was refused" })).ToContainTextAsync("Pat Person");
        await page.GetByRole(AriaRole.Link, new() { Name = "Raise", Exact = true }).ClickAsync();
        await page.GetByLabel("By how many dollars").FillAsync("5");
        await page.GetByLabel("Why").FillAsync("The launch");
        await page.GetByRole(AriaRole.Button, new() { Name = "Raise", Exact = true }).ClickAsync();
        await Expect(page.GetByText("raised by $5.00 until")).ToBeVisibleAsync();

        await chat.AskAsync("And after that?");
        Assert.NotEmpty(await chat.FinishedAsync());
        await Expect(chat.Answer).ToContainTextAsync(app.Model);
    }
}
