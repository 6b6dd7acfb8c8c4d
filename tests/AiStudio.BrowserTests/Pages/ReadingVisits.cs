using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

/// <summary>What assistants read, and a conversation that is narrowed to some of it.</summary>
internal static class ReadingVisits
{
    public static async Task SavedAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync("/knowledge/assistants");
        // All that it read before: others go on asking it.
        await visitor.Page.GetByLabel("Not older than, in days").First.FillAsync("3650");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).First.ClickAsync();
        await Expect(visitor.Page.GetByText("Saved. It holds for the next question.")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("documents not older than 3,650 days").First).ToBeVisibleAsync();
    }

    public static async Task NarrowedAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await app.Database.ExecuteAsync("update document set tags = array['guide', 'operations'] where name like 'README%' or name like 'readme%'");
        var (page, chat) = (visitor.Page, await ChatWindow.OpenAsync(visitor));
        await page.GetByRole(AriaRole.Button, new() { Name = "All documents are read" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "operations" }).CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();
        // Kept with the conversation, also when it is opened anew.
        await page.ReloadAsync();
        var narrowed = page.GetByRole(AriaRole.Button, new() { Name = "Only documents with the tag operations" });
        await Expect(narrowed).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Read all documents again" })).ToBeVisibleAsync();
        await Visitor.GoAsync(page, page.Url);
        await narrowed.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Checkbox, new() { Name = "operations" })).ToBeCheckedAsync();
    }
}
