using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>Pages that have nothing to show, and those that somebody may not see: one person of each role looks at all of them.</summary>
public sealed class BarePagesTests(Chromium chromium, StudioApp app) : PageLooks(chromium, app)
{
    public static TheoryData<Role> RolesOfBareVisits { get; } = [.. PageVisits.All.Where(visit => visit.IsBare).Select(visit => visit.Role!.Value).Distinct()];

    [Theory]
    [MemberData(nameof(RolesOfBareVisits))]
    public async Task PagesWithoutAnything_AtEverySizeAndInBothThemes_AreAccessibleAndNeverScrollSideways(Role role)
    {
        var visitor = await VisitAsync(App, await App.NewPersonAsync(role));
        var findings = new List<string>();
        foreach (var visit in PageVisits.All.Where(visit => visit.IsBare && visit.Role == role))
            findings.AddRange(await LookAsync(visit, visitor));

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }
}
