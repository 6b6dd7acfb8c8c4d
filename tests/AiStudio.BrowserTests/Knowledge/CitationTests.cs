using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.IntegrationTests.Knowledge;
using AiStudio.Platform.Identity;
using Npgsql;

namespace AiStudio.BrowserTests.Knowledge;

/// <summary>From a file that is dropped on the page to the words it is quoted with.</summary>
public sealed class CitationTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    private const string Name = "observatory-handbook.pdf";
    private const string Quote = "The dome of the observatory opens at dusk on Wednesdays";

    // Kept for the list to be seen in the middle of the work.
    private static readonly (string Hold, string Shown)[] s_stages =
    [
        ("lock table chunk in share mode", "Splitting"),
        ("lock table chunk_embedding in share mode", "Embedding"),
    ];

    [Fact]
    public async Task Pdf_DroppedOnThePage_IsIndexedInSightAndItsCitationOpensTheQuoteOnItsPage()
    {
        await app.DocumentationIsIndexedAsync();
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");
        await Expect(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add documents" })).ToBeEnabledAsync();
        var row = admin.Page.Locator("tr", new() { HasText = Name });
        var seen = await DropAndWatchAsync(admin.Page, row);
        await Expect(row.Locator(".badge")).ToHaveTextAsync("Ready", new() { Timeout = 60_000 });
        Assert.Equal(s_stages.Select(stage => stage.Shown), seen);

        var chat = await ChatWindow.OpenAsync(admin);
        await chat.AskAsync("When does the dome of the observatory open on Wednesdays?");
        await chat.FinishedAsync();
        await chat.Answer.Locator("a.cite").First.ClickAsync();
        var source = chat.Sources.Locator(".doc.open");
        await Expect(source).ToContainTextAsync(Name);
        await Expect(source).ToContainTextAsync("Page 2");
        await Expect(source).ToContainTextAsync("Quote found");
        await source.Locator(".doc-foot a").ClickAsync();

        await Expect(admin.Page).ToHaveURLAsync(new Regex("/knowledge/documents/.*page=2&quote=[0-9]+-[0-9]+"));
        await LookAsync(admin.Page, "Cited-document-quote");
    }

    [Fact]
    public async Task Citation_WhoseQuoteWasNotFound_SaysSoInItsDocument()
    {
        await app.DocumentationIsIndexedAsync();
        var member = await VisitAsync(app, await app.NewPersonAsync(Role.Member));
        var (document, chunk) = (await app.Database.ScalarAsync<Guid>("select document_id from chunk order by id limit 1"), await app.Database.ScalarAsync<Guid>("select id from chunk order by id limit 1"));

        await member.GoAsync($"/knowledge/documents/{document}?chunk={chunk}&quote=missing");

        await Expect(member.Page.Locator(".chunk.cited .missing")).ToContainTextAsync("Quote not found");
        await Expect(member.Page.Locator(".chunk.cited .missing")).ToBeFocusedAsync();
        await Expect(member.Page.Locator("mark")).ToHaveCountAsync(0);
        var findings = new List<string>();
        await Screens.EachAsync(member.Page, "Cited document without quote", view => Inspection.LookAsync(member.Page, view, findings));
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    // The words and nothing else, on the page they stand on, in sight and in focus, on a desk and on a phone.
    private static async Task LookAsync(IPage page, string name)
    {
        await Expect(page.Locator("mark")).ToHaveCountAsync(1);
        await Expect(page.Locator("mark")).ToContainTextAsync("at dusk on Wednesdays");
        await Expect(page.Locator("mark")).Not.ToContainTextAsync("telescope");
        await Expect(page.Locator(".chunk.cited")).ToContainTextAsync("Page 2");
        await Expect(page.Locator("mark")).ToBeFocusedAsync();
        Assert.True(await page.EvaluateAsync<bool>("""
            const page = document.getElementById('page-2'), mark = document.querySelector('mark'), next = document.getElementById('page-3');
            !!(page.compareDocumentPosition(mark) & 4 && mark.compareDocumentPosition(next) & 4)
            """), "The quote does not stand under the heading of its page.");
        await Expect(page.Locator("mark")).ToBeInViewportAsync();
        var findings = new List<string>();
        foreach (var screen in Screen.All)
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            await page.ReloadAsync();
            await Visitor.SettledAsync(page);
            await Expect(page.Locator("mark")).ToBeFocusedAsync();
            await Expect(page.Locator("mark")).ToBeInViewportAsync();
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, $"{name}-{screen.Name}.png") });
            await Inspection.LookAsync(page, $"{name} at {screen.Name}", findings);
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    private async Task<List<string>> DropAndWatchAsync(IPage page, ILocator row)
    {
        var connections = new Stack<NpgsqlConnection>();
        var seen = new List<string>();
        try
        {
            foreach (var (hold, _) in s_stages.Reverse())
            {
                var connection = new NpgsqlConnection(app.Database.SuperuserConnectionString);
                connections.Push(connection);
                await connection.OpenAsync(Cancellation);
                await using var command = new NpgsqlCommand($"begin; {hold}", connection);
                await command.ExecuteNonQueryAsync(Cancellation);
            }

            await DropAsync(page, Name, Handbook());
            foreach (var (_, shown) in s_stages)
            {
                await Expect(row.Locator(".badge")).ToHaveTextAsync(shown, new() { Timeout = 60_000 });
                await Expect(row.Locator(".stages")).ToBeVisibleAsync();
                seen.Add(shown);
                await connections.Pop().DisposeAsync();
                NpgsqlConnection.ClearAllPools();
            }
        }
        finally
        {
            while (connections.TryPop(out var left))
            {
                await left.DisposeAsync();
            }
        }

        return seen;
    }

    /// <summary>As the browser does it: what is dropped is a file of the machine, and every event of the gesture carries it.</summary>
    private static async Task DropAsync(IPage page, string name, byte[] content)
    {
        await using var files = await page.EvaluateHandleAsync("""
            ([name, content]) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name, { type: 'application/pdf' }));
              return transfer;
            }
            """, new[] { name, Convert.ToBase64String(content) });
        await page.DispatchEventAsync("main", "dragenter", new { dataTransfer = files });
        await Expect(page.GetByText("Drop files or folders here")).ToBeVisibleAsync();
        await page.DispatchEventAsync("main", "dragover", new { dataTransfer = files });
        await page.DispatchEventAsync("main", "drop", new { dataTransfer = files });
        await Expect(page.GetByText("Drop files or folders here")).ToBeHiddenAsync();
    }

    private static byte[] Handbook() => new PdfSample()
        .Page("The garden of the hill house is raked every morning before the visitors come, and the gravel is washed in spring.\n" + Filler("garden"))
        .Page($"The telescope stands on a pillar of its own.\n{Quote}, when the warden has checked the wind, and closes again at midnight.\n" + Filler("pillar"))
        .Page("The archive keeps the plates of a hundred years in drawers of oak, sorted by the night they were taken.\n" + Filler("archive"))
        .ToBytes();

    private static string Filler(string of) => string.Join(' ', Enumerable.Range(1, 12).Select(i => $"Rule {i} of the {of} is written on the wall beside its door."));
}
