using Deque.AxeCore.Playwright;

namespace AiStudio.BrowserTests.Harness;

/// <summary>What must hold on every page at every size: nothing for axe to find, nothing that scrolls sideways.</summary>
internal static class Inspection
{
    public static async Task LookAsync(IPage page, string view, List<string> findings)
    {
        var result = await page.RunAxe();
        findings.AddRange(
            from violation in result.Violations
            from node in violation.Nodes
            select $"{view}: {violation.Id} ({violation.Impact}) {violation.Help}: {node.Html}");
        var sideways = await page.EvaluateAsync<int>("document.scrollingElement.scrollWidth - innerWidth");
        if (sideways > 0)
        {
            var widest = await page.EvaluateAsync<string>("""
                [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                  .slice(0, 5).map(e => e.cloneNode(false).outerHTML).join(' ')
                """);
            findings.Add($"{view}: scrolls sideways by {sideways} px: {widest}");
        }
    }
}
