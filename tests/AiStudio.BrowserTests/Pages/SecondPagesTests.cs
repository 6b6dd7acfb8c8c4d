using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

public sealed class SecondPagesTests(Chromium chromium, StudioApp app) : PageLooks(chromium, app)
{
    [Theory]
    [MemberData(nameof(VisitsOf), 1)]
    public Task Page_AtEverySizeAndInBothThemes_IsAccessibleAndNeverScrollsSideways(string name) => LookAtAsync(name);
}
