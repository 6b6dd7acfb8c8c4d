using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Knowledge;

public sealed class UploadTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Upload_OfAMarkdownFile_IsIndexedInSightAndCited()
    {
        await app.DocumentationIsIndexedAsync();
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");
        var row = await AddAsync(admin, "zeppelin-handbook.md", """
            # Zeppelin handbook

            ## Mooring

            The zeppelin Graf Quintus is moored at the quartz mast on Thursdays, with two ropes of hemp and one of silk.
            """u8.ToArray());

        await Expect(row.Locator(".badge")).ToHaveTextAsync("Ready", new() { Timeout = 60_000 });
        var chat = await ChatWindow.OpenAsync(admin);
        await chat.AskAsync("Where is the zeppelin Graf Quintus moored on Thursdays?");
        await chat.FinishedAsync();
        await chat.Answer.Locator("a.cite").First.ClickAsync();
        await Expect(chat.Sources.Locator(".doc.open")).ToContainTextAsync("zeppelin-handbook.md");

        await chat.Sources.Locator(".doc.open .doc-foot a").ClickAsync();
        await Expect(admin.Page).ToHaveURLAsync(new Regex("/knowledge/documents/"));
        await Expect(admin.Page.Locator("mark").First).ToContainTextAsync("quartz mast");
    }

    [Fact]
    public async Task Drop_OfAFolder_TakesWhatCanBeReadUnderTheNamesOfItsFolders()
    {
        await app.DocumentationIsIndexedAsync();
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");

        await Expect(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add documents" })).ToBeEnabledAsync();
        // A browser lets nobody drop a folder by script, so the event is one of ours; what listens to it is not.
        await admin.Page.EvaluateAsync("""
            () => {
              const file = (path, text) => ({ isFile: true, isDirectory: false, fullPath: path, file: found => found(new File([text], path.split("/").pop())) });
              const folder = (path, entries) => ({ isFile: false, isDirectory: true, fullPath: path, createReader: () => { let read = false; return { readEntries: found => { found(read ? [] : entries); read = true; } }; } });
              const root = folder("/airship", [file("/airship/README.md", "# Ropes\n\nThree ropes of hemp."), file("/airship/photo.png", "no text"), folder("/airship/crew", [file("/airship/crew/README.md", "# Crew\n\nFour people.")])]);
              const drop = new Event("drop", { bubbles: true, cancelable: true });
              Object.defineProperty(drop, "dataTransfer", { value: { types: ["Files"], files: [], items: [{ webkitGetAsEntry: () => root }] } });
              document.dispatchEvent(drop);
            }
            """);

        foreach (var name in new[] { "airship README.md", "airship crew README.md" })
            await Expect(admin.Page.Locator("tr", new() { HasText = name }).Locator(".badge")).ToHaveTextAsync("Ready", new() { Timeout = 60_000 });
        await Expect(admin.Page.GetByText("photo.png")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Choose_OfAFolderByKeyboard_TakesWhatCanBeRead_AndSaysWhatCannotBeTaken()
    {
        await app.DocumentationIsIndexedAsync();
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");
        var folder = Directory.CreateTempSubdirectory("balloon");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "baskets.md"), "# Baskets\n\nTwo baskets of willow.", Cancellation);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "photo.png"), "no text", Cancellation);
            await using (var large = File.Create(Path.Combine(folder.FullName, "large.txt")))
                large.SetLength(25_000_001);
            var button = admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add a folder" });
            await Expect(button).ToBeEnabledAsync();
            var chooser = await admin.Page.RunAndWaitForFileChooserAsync(() => button.PressAsync("Enter"));
            await chooser.SetFilesAsync(folder.FullName);

            await Expect(admin.Page.Locator(".uploads .reason")).ToContainTextAsync("more than 25 MB");
            await Expect(admin.Page.Locator("tr", new() { HasText = "baskets.md" }).Locator(".badge")).ToHaveTextAsync("Ready", new() { Timeout = 60_000 });
            await Expect(admin.Page.GetByText("photo.png")).ToHaveCountAsync(0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Upload_AfterTheSessionHasEnded_IsNoSuccess()
    {
        await app.DocumentationIsIndexedAsync();
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");
        await Expect(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add documents" })).ToBeEnabledAsync();
        admin.Watch.Expect("/documents");
        admin.Watch.Expect("Failed to load resource");
        await admin.Page.Context.ClearCookiesAsync();

        await ChooseAsync(admin, "late.md", "# Late"u8.ToArray());

        await Expect(admin.Page.Locator(".uploads .reason")).ToContainTextAsync("not signed in any more");
    }

    [Fact]
    public async Task Paste_OfText_BecomesADocument()
    {
        await app.DocumentationIsIndexedAsync();
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");

        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Text or web page" }).ClickAsync();
        await admin.Page.GetByLabel("Title").FillAsync("Mooring on Fridays");
        await admin.Page.GetByLabel("Text, Markdown if you like").FillAsync("On Fridays the zeppelin is moored at the granite mast.");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(admin.Page.Locator("tr", new() { HasText = "Mooring on Fridays.md" }).Locator(".badge")).ToHaveTextAsync("Ready", new() { Timeout = 60_000 });

        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Text or web page" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Web page", Exact = true }).ClickAsync();
        await admin.Page.GetByLabel("Address of a public page or file").FillAsync("http://127.0.0.1/secrets");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Upload_OfABinaryFileCalledMarkdown_IsRefusedWithAReason()
    {
        var admin = await VisitAsync(app, await app.NewPersonAsync(Role.Admin));
        await admin.GoAsync("/knowledge");
        admin.Watch.Expect("/documents");
        admin.Watch.Expect("Failed to load resource");

        await ChooseAsync(admin, "picture.md", [0x89, (byte)'P', (byte)'N', (byte)'G', 0, 1, 2, 3, 0xff, 0xfe, 0, 0]);

        var reason = admin.Page.Locator(".uploads .reason, tr:has-text('picture.md') .reason").First;
        await Expect(reason).ToBeVisibleAsync();
        Assert.NotEmpty(await reason.InnerTextAsync());
        await Expect(admin.Page.Locator("tr", new() { HasText = "picture.md" }).GetByText("Ready")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Knowledge_SeenByAMember_CannotBeChanged()
    {
        await app.DocumentationIsIndexedAsync();
        var member = await VisitAsync(app, await app.NewPersonAsync(Role.Member));
        await member.GoAsync("/knowledge");

        await Expect(member.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("AiStudio documentation");
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { Name = "Add documents" })).ToHaveCountAsync(0);
        await Expect(member.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Delete ") })).ToHaveCountAsync(0);
    }

    private static async Task<ILocator> AddAsync(Visitor admin, string name, byte[] content)
    {
        await ChooseAsync(admin, name, content);
        var row = admin.Page.Locator("tr", new() { HasText = name });
        await Expect(row).ToBeVisibleAsync();
        return row;
    }

    private static async Task ChooseAsync(Visitor admin, string name, byte[] content)
    {
        var chooser = await admin.Page.RunAndWaitForFileChooserAsync(() => admin.Page.GetByRole(AriaRole.Button, new() { Name = "Add documents" }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = name, MimeType = "text/markdown", Buffer = content });
    }
}
