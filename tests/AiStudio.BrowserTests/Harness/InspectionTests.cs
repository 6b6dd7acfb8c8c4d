namespace AiStudio.BrowserTests.Harness;

public sealed class InspectionTests(Chromium chromium)
{
    [Fact]
    public async Task Look_AtAPageThatExcludesPeople_FindsIt()
    {
        var page = await chromium.Browser.NewPageAsync();
        await page.SetContentAsync("""<html lang="en"><head><title>Bad</title></head><body><main><h1>Bad</h1><img src="data:,"><p style="color:#ccc;width:3000px">Pale and wide</p></main></body></html>""");
        var findings = new List<string>();

        await Inspection.LookAsync(page, "bad", findings);

        await page.CloseAsync();
        Assert.Contains(findings, finding => finding.StartsWith("bad: image-alt (critical)", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("bad: color-contrast", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.StartsWith("bad: scrolls sideways", StringComparison.Ordinal));
    }
}
