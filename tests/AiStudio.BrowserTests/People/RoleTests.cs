using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Layout;

namespace AiStudio.BrowserTests.People;

public sealed class RoleTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(nameof(Role.Member))]
    [InlineData(nameof(Role.Finance))]
    [InlineData(nameof(Role.Admin))]
    public async Task Rail_OfEachRole_ShowsWhatItMayOpenAndTheRestIsClosedByAddressToo(string name)
    {
        var role = Enum.Parse<Role>(name);
        var visitor = await VisitAsync(app, await app.NewPersonAsync(role));
        await visitor.GoAsync("/");
        var rail = visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Areas" });

        foreach (var entry in RailEntry.All)
        {
            var mayOpen = role >= Enum.Parse<Role>(entry.Policy, ignoreCase: true);
            await Expect(rail.GetByRole(AriaRole.Link, new() { Name = entry.Label, Exact = true })).ToHaveCountAsync(mayOpen ? 1 : 0);
        }

        foreach (var entry in RailEntry.All.Where(entry => role < Enum.Parse<Role>(entry.Policy, ignoreCase: true)))
        {
            await visitor.Page.GotoAsync(entry.Href);
            await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Your role does not open this page" })).ToBeVisibleAsync();
        }
    }
}
