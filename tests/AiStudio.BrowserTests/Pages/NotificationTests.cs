using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

public sealed class NotificationTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Alert_WhileAPageIsOpen_IsCountedToldAndTickedOff()
    {
        var finance = await app.NewPersonAsync(Role.Finance);
        var visitor = await VisitAsync(app, finance);
        await visitor.GoAsync("/models/caching");
        var bell = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Notifications" });
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications");

        await app.TellAsync(finance, "The budget “Everything” has stopped", "It refuses calls until it renews or is raised.");

        await Expect(visitor.Page.GetByRole(AriaRole.Status).GetByText("The budget “Everything” has stopped")).ToBeVisibleAsync();
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications, 1 new");

        await bell.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "It refuses calls until it renews or is raised." })).ToBeVisibleAsync();
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications");
        var findings = new List<string>();
        await Screens.EachAsync(visitor.Page, "NotificationsPage told", view => Inspection.LookAsync(visitor.Page, view, findings));
        Assert.True(findings.Count == 0, string.Join('\n', findings));
        await visitor.Page.ReloadAsync();
        await Expect(bell).ToHaveAccessibleNameAsync("Notifications");
    }
}
