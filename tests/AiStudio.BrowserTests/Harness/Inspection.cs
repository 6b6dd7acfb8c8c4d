using Deque.AxeCore.Commons;

namespace AiStudio.BrowserTests.Harness;

/// <summary>What must hold on every page at every size: nothing for axe to find, nothing that scrolls sideways.</summary>
internal static class Inspection
{
    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();

    public static async Task LookAsync(IPage page, string view, List<string> findings)
    {
        findings.AddRange((await ViolationsAsync(page)).Select(violation => $"{view}: {violation}"));
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

    // In the page itself: no page of ours has frames, for whose sake the package's own call opens another page each time.
    private static async Task<string[]> ViolationsAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => !!window.axe"))
            await page.EvaluateAsync(s_axe);
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .flatMap(rule => rule.nodes.map(node => `${rule.id} (${rule.impact}) ${rule.help}: ${node.html}`))
            """);
    }
}
