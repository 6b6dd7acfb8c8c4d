using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

public sealed class TraceTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Admin_FindsAThumbDownOfSomebodyElse_ReadsWhyAndOpensItWithAReason()
    {
        var (member, admin) = (await app.NewPersonAsync(Role.Member), await app.NewPersonAsync(Role.Admin));
        var call = await TraceVisits.ThumbDownAsync(app, await VisitAsync(app, member), "/");
        var visitor = await VisitAsync(app, admin);
        var page = visitor.Page;

        await visitor.GoAsync($"/traces?user={member.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Thumbs down" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Thumbs down" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.Locator($"a[href='/traces/{call}']").ClickAsync();

        await Expect(page.GetByText("because the label production points to it")).ToBeVisibleAsync();
        await Expect(page.GetByText("Thumb down").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "What took how long" })).ToContainTextAsync("Budgets: hold");
        await Expect(page.GetByText("This is a private chat, so its text is closed.")).ToBeVisibleAsync();
        await Expect(page.GetByText("What does ./studio reset do?")).ToHaveCountAsync(0);

        await page.GetByLabel("Why do you have to read it?").FillAsync("They complained to the help desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open this chat" }).ClickAsync();

        await Expect(page.GetByText("What does ./studio reset do?").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Conversation", Exact = true }).ClickAsync();
        await Expect(page.GetByText("so it is closed")).ToBeVisibleAsync();
        await page.GetByLabel("Why do you have to read it?").FillAsync("What was asked before matters here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the conversation" }).ClickAsync();
        await Expect(page.GetByText("This trace")).ToBeInViewportAsync();
        await Expect(page.GetByRole(AriaRole.Article).GetByText("What does ./studio reset do?").First).ToBeVisibleAsync();
        Assert.Equal("An admin opened one of your chats", await app.Database.ScalarAsync<string>("select title from notification where owner_id = $1 limit 1", member.Id));
    }
}
