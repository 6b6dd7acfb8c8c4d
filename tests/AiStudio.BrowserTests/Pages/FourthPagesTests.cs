using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

public sealed class FourthPagesTests(Chromium chromium, StudioApp app) : PageLooks(chromium, app)
{
    [Theory]
    [MemberData(nameof(VisitsOf), 3)]
    public Task Page_AtEverySizeAndInBothThemes_IsAccessibleAndNeverScrollsSideways(string name) => LookAtAsync(name);
}
