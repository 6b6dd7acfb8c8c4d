using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Pages;

public sealed class ThirdPagesTests(Chromium chromium, StudioApp app) : PageLooks(chromium, app)
{
    [Theory]
    [MemberData(nameof(VisitsOf), 2)]
    public Task Page_AtEverySizeAndInBothThemes_IsAccessibleAndNeverScrollsSideways(string name) => LookAtAsync(name);
}
