using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Chat;

public sealed class ConversationListTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    [Fact]
    public async Task Conversation_FromItsMenu_IsRenamedPinnedArchivedAndDeletedWithUndo()
    {
        var account = await app.NewPersonAsync(Role.Member);
        await AddAsync(account, "About tariffs");
        await AddAsync(account, "About harbours");
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        await Expect(chat.Conversations).ToHaveCountAsync(2);

        await ActAsync(chat, "About tariffs", "Rename");
        await chat.Page.GetByLabel("New name").FillAsync("About customs");
        await chat.Page.GetByLabel("New name").PressAsync("Enter");
        await Expect(Named(chat, "About customs")).ToBeVisibleAsync();

        await ActAsync(chat, "About customs", "Pin");
        await Expect(chat.Page.GetByRole(AriaRole.List, new() { Name = "Pinned" })).ToContainTextAsync("About customs");

        await ActAsync(chat, "About harbours", "Archive");
        await Expect(Named(chat, "About harbours")).ToHaveCountAsync(0);
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Show archived chats" }).ClickAsync();
        await Expect(Named(chat, "About harbours")).ToBeVisibleAsync();
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Show chats" }).ClickAsync();

        await ActAsync(chat, "About customs", "Delete");
        await Expect(Named(chat, "About customs")).ToHaveCountAsync(0);
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Named(chat, "About customs")).ToBeVisibleAsync();

        await person.Page.ReloadAsync();
        await Visitor.SettledAsync(person.Page);
        await Expect(chat.Page.GetByRole(AriaRole.List, new() { Name = "Pinned" })).ToContainTextAsync("About customs");
        await Expect(Named(chat, "About harbours")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Search_InTheList_FindsByTitle()
    {
        var account = await app.NewPersonAsync(Role.Member);
        await AddAsync(account, "Parental leave");
        await AddAsync(account, "Warranty terms");
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);

        await chat.Page.GetByLabel("Search chats").FillAsync("warran");
        await Expect(chat.Conversations).ToHaveCountAsync(1);
        await Expect(Named(chat, "Warranty terms")).ToBeVisibleAsync();
        await chat.Page.GetByLabel("Search chats").FillAsync("nothing like it");
        await Expect(chat.Conversations).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task TwoTabs_OfOnePerson_StayInStep()
    {
        var account = await app.NewPersonAsync(Role.Member);
        await AddAsync(account, "Before");
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        var tab = await person.Context.NewPageAsync();
        await Visitor.GoAsync(tab, "/");
        var other = new ChatWindow(tab);

        await ActAsync(chat, "Before", "Rename");
        await chat.Page.GetByLabel("New name").FillAsync("After");
        await chat.Page.GetByLabel("New name").PressAsync("Enter");
        await Expect(Named(other, "After")).ToBeVisibleAsync();

        await chat.AskAsync("Is this seen in the other tab?");
        await Expect(other.Conversations).ToHaveCountAsync(2);
        await Expect(Named(other, "Is this seen")).ToBeVisibleAsync();
        var text = await chat.FinishedAsync();
        await Named(other, "Is this seen").ClickAsync();
        await Expect(other.Answers).ToHaveCountAsync(1);
        Assert.Equal(text, await other.FinishedAsync());
    }

    [Fact]
    public async Task Rating_OfAnAnswer_IsStoredWithItsCommentAndCanBeWithdrawn()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();
        var bad = chat.Answer.GetByRole(AriaRole.Button, new() { Name = "Bad answer" });

        await bad.ClickAsync();
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "true");
        await chat.Page.GetByLabel("What was wrong? (optional)").FillAsync("Too short.");
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Eventually.GetAsync(
            () => app.Database.ScalarAsync<string>("select rating || ' ' || comment from feedback where owner_id = $1", account.Id),
            seen => seen == "-1 Too short.", "Storing the rating");

        await bad.ClickAsync();
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "false");
        await person.Page.ReloadAsync();
        await Visitor.SettledAsync(person.Page);
        await Expect(bad).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task ModelPicker_Chosen_IsWhatAnswers()
    {
        var account = await app.NewPersonAsync(Role.Member);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);

        await chat.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Model: ") }).ClickAsync();
        await chat.Page.GetByRole(AriaRole.Option, new() { NameRegex = new Regex("^fast") }).ClickAsync();
        await Expect(chat.Page.GetByRole(AriaRole.Button, new() { Name = "Model: fast" })).ToBeVisibleAsync();
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();

        await Expect(chat.Answer.Locator(".meta")).ToContainTextAsync("fast");
        Assert.Equal("fast", await app.Database.ScalarAsync<string>("select model from turn where owner_id = $1", account.Id));
    }

    private static ILocator Named(ChatWindow chat, string title) => chat.Conversations.Filter(new() { HasText = title });

    private static async Task ActAsync(ChatWindow chat, string title, string action)
    {
        await Named(chat, title).HoverAsync();
        await chat.Page.GetByRole(AriaRole.Button, new() { Name = $"Actions for {title}" }).ClickAsync();
        await chat.Page.GetByRole(AriaRole.Menuitem, new() { Name = action, Exact = true }).ClickAsync();
    }

    private Task<int> AddAsync(Account account, string title) => app.Database.ExecuteAsync("""
        insert into conversation (org_id, id, owner_id, assistant_id, title)
        select m.org_id, $1, $2, a.id, $3 from membership m join assistant a on a.org_id = m.org_id and a.is_default where m.user_id = $2
        """, Guid.CreateVersion7(), account.Id, title);
}
