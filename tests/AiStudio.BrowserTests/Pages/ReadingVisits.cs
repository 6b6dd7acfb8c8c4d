using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

/// <summary>What assistants read.</summary>
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
}
