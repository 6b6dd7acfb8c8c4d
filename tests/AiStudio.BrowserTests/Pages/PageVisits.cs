using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.BrowserTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How each page of the app is reached, in the states worth looking at.</summary>
internal static class PageVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        PageVisit.To("SignInPage", "/sign-in"),
        new("SignInPage", "refused", null, RefusedAsync),
        PageVisit.To("ForgotPasswordPage", "/forgot-password"),
        PageVisit.To("ResetPasswordPage", "/reset-password"),
        PageVisit.To("ConfirmEmailPage", "/confirm-email"),
        PageVisit.To("NoAccessPage", "/no-access", Role.Member),
        PageVisit.To("NotFoundPage", "/not-found", Role.Member),
        new("NoAccessPage", "by address", Role.Member, (_, visitor) => visitor.GoAsync("/people")),
        new("InvitationPage", "gone", null, GoneInvitationAsync),
        new("InvitationPage", "offer", null, InvitationAsync),
        PageVisit.To("DevelopmentMailsPage", "/development/mails", Role.Admin),
        PageVisit.To("AccountPage", "/account", Role.Member),
        PageVisit.To("PeoplePage", "/people", Role.Admin),
        PageVisit.To("BudgetsPage", "/spend/budgets", Role.Finance),
        new("BudgetsPage", "new", Role.Admin, (_, visitor) => visitor.GoAsync("/spend/budgets?new=true")),
        new("BudgetsPage", "raise", Role.Finance, RaiseAsync),
        new("BudgetsPage", "raise form", Role.Finance, RaiseFormAsync),
        new("BudgetsPage", "refused", Role.Finance, RefusedBudgetAsync),
        new("NoAccessPage", "budgets", Role.Member, (_, visitor) => visitor.GoAsync("/spend/budgets")),
        PageVisit.To("ApiKeysPage", "/api-keys", Role.Member),
        new("ApiKeysPage", "issued", Role.Admin, IssuedKeyAsync),
        new("ApiKeysPage", "refused", Role.Member, RefusedKeyAsync),
        PageVisit.To("ApiReferencePage", "/docs/api", Role.Member),
        new("ApiReferencePage", "operation", Role.Member, OperationAsync),
        new("ApiReferencePage", "nothing found", Role.Member, (_, visitor) => visitor.GoAsync("/docs/api?search=nothing+of+the+kind")),
        new("ChatPage", "start", Role.Member, StartAsync),
        new("ChatPage", "answer with sources", Role.Member, AnswerAsync),
        new("ChatPage", "stopped", Role.Member, StoppedAsync),
        new("ChatPage", "gone", Role.Member, (_, visitor) => visitor.GoAsync($"/chat/{Guid.CreateVersion7()}")),
        new("KnowledgePage", "admin", Role.Admin, KnowledgeAsync),
        new("KnowledgePage", "member", Role.Member, KnowledgeAsync),
        new("KnowledgePage", "archive", Role.Admin, KnowledgeVisits.ArchiveAsync),
        new("KnowledgePage", "deleting", Role.Admin, DeletionVisits.UnderWayAsync),
        new("DeleteBasePage", "named", Role.Admin, DeletionVisits.NamedAsync),
        new("DeleteBasePage", "asked", Role.Admin, DeletionVisits.AskedAsync),
        new("DeleteBasePage", "deleted", Role.Admin, DeletionVisits.DeletedAsync),
        new("DeleteBasePage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/knowledge/{Guid.CreateVersion7()}/delete")),
        new("AssistantReadingPage", "", Role.Admin, ReadingVisits.SavedAsync),
        new("ChatPage", "narrowed", Role.Member, ReadingVisits.NarrowedAsync),
        new("DocumentPage", "", Role.Member, DocumentAsync),
        new("SearchBenchPage", "admin", Role.Admin, SearchBenchAsync),
        new("SearchBenchPage", "gone", Role.Member, (_, visitor) => visitor.GoAsync($"/knowledge/{Guid.CreateVersion7()}/search")),
        new("AnswersPage", "empty", Role.Member, (app, visitor) => AnswersAsync(app, visitor, write: false)),
        new("AnswersPage", "approved", Role.Admin, (app, visitor) => AnswersAsync(app, visitor, write: true)),
        new("AnswersPage", "gone", Role.Member, (_, visitor) => visitor.GoAsync($"/knowledge/{Guid.CreateVersion7()}/answers")),
        new("QueryLogPage", "opened", Role.Admin, KnowledgeVisits.QueriesAsync),
        new("QueryLogPage", "adding", Role.Admin, KnowledgeVisits.AddingAsync),
        new("QueryLogPage", "empty", Role.Admin, KnowledgeVisits.NoQueriesAsync),
        new("QueryLogPage", "no permission", Role.Member, (app, visitor) => KnowledgeVisits.GoAsync(app, visitor, "queries")),
        new("QueryLogPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/knowledge/{Guid.CreateVersion7()}/queries")),
        new("EvaluationPage", "empty", Role.Admin, KnowledgeVisits.NoQuestionsAsync),
        new("EvaluationPage", "compared", Role.Admin, KnowledgeVisits.ComparedAsync),
        new("EvaluationPage", "no permission", Role.Finance, (app, visitor) => KnowledgeVisits.GoAsync(app, visitor, "evaluation")),
        new("ReadersPage", "everybody", Role.Admin, (app, visitor) => KnowledgeVisits.GoAsync(app, visitor, "readers")),
        new("ReadersPage", "some", Role.Admin, KnowledgeVisits.ReadersAsync),
        new("ReadersPage", "no permission", Role.Member, (app, visitor) => KnowledgeVisits.GoAsync(app, visitor, "readers")),
        PageVisit.To("NotificationsPage", "/notifications", Role.Member),
        new("CachingPage", "admin", Role.Admin, CachingAsync),
        new("CachingPage", "finance", Role.Finance, CachingAsync),
        new("DocumentPage", "gone", Role.Member, (_, visitor) => visitor.GoAsync($"/knowledge/documents/{Guid.CreateVersion7()}")),
        PageVisit.To("ConnectionsPage", "/models", Role.Admin),
        new("ConnectionsPage", "form", Role.Admin, ConnectionFormAsync),
        new("ConnectionsPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/models")),
        PageVisit.To("CataloguePage", "/models/catalogue", Role.Admin),
        new("CataloguePage", "form and history", Role.Admin, PriceFormAsync),
        PageVisit.To("AliasesPage", "/models/aliases", Role.Admin),
        new("AliasesPage", "rehearsal", Role.Admin, RehearsalAsync),
        PageVisit.To("PromptsPage", "/prompts", Role.Admin),
        new("PromptsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/prompts")),
        new("PromptPage", "changed", Role.Admin, ChangedPromptAsync),
        new("PromptPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync("/prompts/nothing/1.0.0")),
        new("PromptPage", "units", Role.Admin, UnitsOfPromptAsync),
        new("PromptsPage", "import", Role.Admin, ImportAsync),
        PageVisit.To("PromptEditorPage", "/prompts/new", Role.Admin),
        new("PromptEditorPage", "change", Role.Admin, PromptEditorAsync),
        new("AliasesPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync("/models/aliases/nowhere")),
        .. EvalVisits.All,
        .. RolloutVisits.All,
        .. MoneyVisits.All,
        .. SpendVisits.All,
        .. BacktestVisits.All,
        .. QualityVisits.All,
        .. TraceVisits.All,
    ];

    private static async Task ConnectionFormAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/models");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add connection" }).ClickAsync();
        await visitor.Page.GetByLabel("What it is").SelectOptionAsync("Azure OpenAI");
        await Expect(visitor.Page.GetByLabel("Base URL")).ToHaveValueAsync(new Regex("azure"));
    }

    private static async Task PriceFormAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/models/catalogue");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "History of gpt-4.1-mini-2025-04-14" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New price of gpt-4.1-mini-2025-04-14" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("Where it was read")).ToBeVisibleAsync();
    }

    private static async Task RehearsalAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/models/aliases/quality");
        await visitor.Page.GetByLabel("local-extractive-1 at Local").SelectOptionAsync(new SelectOptionValue { Label = "is down (503)" });
        await Expect(visitor.Page.GetByText("Not answered")).ToBeVisibleAsync();
    }

    private static async Task ImportAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/prompts");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import…" }).ClickAsync();
        await visitor.Page.GetByLabel("File").ChooseAsync("prompts.json", "application/json", "{}"u8.ToArray());
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("Nothing was imported")).ToBeVisibleAsync();
    }

    private static async Task UnitsOfPromptAsync(StudioApp app, Visitor visitor)
    {
        var name = $"Testers {Guid.CreateVersion7()}";
        await app.Database.ExecuteAsync("insert into organization_unit (org_id, id, name) select id, time_ordered_id(), $1 from organization", name);
        await app.Database.ExecuteAsync("""
            insert into prompt_label (org_id, prompt_id, label, version_id)
            select l.org_id, l.prompt_id, 'pilot', l.version_id from prompt_label l join prompt p on p.org_id = l.org_id and p.id = l.prompt_id where p.slug = 'assistant' and l.label = 'production'
            on conflict do nothing
            """);
        await visitor.GoAsync("/prompts/assistant");
        await visitor.Page.GetByLabel(name).SelectOptionAsync("pilot");
        await Expect(visitor.Page.GetByText("answered by another label")).ToBeVisibleAsync();
    }

    private static async Task PromptEditorAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/prompts/assistant/1.0.0/edit");
        var text = visitor.Page.GetByLabel("Text", new() { Exact = true });
        await text.FillAsync((await text.InputValueAsync()).Replace("in plain words", "in plain words, for {{audience}}", StringComparison.Ordinal));
        await Expect(visitor.Page.GetByText("for ‹audience›")).ToBeVisibleAsync();
    }

    private static async Task ChangedPromptAsync(StudioApp app, Visitor visitor)
    {
        await PromptEditorAsync(app, visitor);
        await visitor.Page.GetByLabel("audience unless given").FillAsync($"newcomers of {Guid.CreateVersion7():n}");
        await visitor.Page.GetByLabel("What changes").FillAsync("Says whom it speaks to");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await Expect(visitor.Page.GetByText("No label stands here")).ToBeVisibleAsync();
    }

    private static async Task RefusedAsync(StudioApp app, Visitor visitor)
    {
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.FillSignInAsync("nobody@example.com", "not a password");
        await Expect(visitor.Page.GetByText("That e-mail and password do not match.")).ToBeVisibleAsync();
    }

    private static Task GoneInvitationAsync(StudioApp app, Visitor visitor)
    {
        visitor.Watch.Expect("410");
        return visitor.GoAsync($"/invitations/{Guid.CreateVersion7()}/nothing");
    }

    private static async Task InvitationAsync(StudioApp app, Visitor visitor)
    {
        var admin = await app.NewPersonAsync(Role.Admin);
        await visitor.SignInAsync(admin);
        var link = await Invitations.InviteAsync(app, visitor.Page, $"guest-{Guid.CreateVersion7():n}@example.com");
        await visitor.Context.ClearCookiesAsync();
        await visitor.GoAsync(link);
    }

    private static async Task RaiseFormAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/spend/budgets");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Raise" }).First.ClickAsync();
        await Expect(visitor.Page.GetByLabel("How long")).ToContainTextAsync("Until the window ends");
    }

    private static async Task RaiseAsync(StudioApp app, Visitor visitor)
    {
        await RaiseFormAsync(app, visitor);
        await visitor.Page.GetByLabel("By how many dollars").FillAsync("5");
        await visitor.Page.GetByLabel("Why").FillAsync("The launch");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Raise", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("raised by $5.00 until").First).ToBeVisibleAsync();
    }

    private static async Task RefusedBudgetAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/spend/budgets?new=true");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Experiments");
        await visitor.Page.GetByLabel("Cap in dollars").FillAsync("many");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("Write the cap as a number of dollars")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Experiments");
    }

    private static async Task IssuedKeyAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/api-keys");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Invoice reader");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("The new API key")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("A first call")).ToContainTextAsync($"curl {app.Address}v1/chat/completions");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Renew the secret of Invoice reader" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Active, old secret until")).ToBeVisibleAsync();
    }

    private static async Task RefusedKeyAsync(StudioApp app, Visitor visitor)
    {
        await visitor.GoAsync("/api-keys");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Give the key a name")).ToBeVisibleAsync();
    }

    private static async Task OperationAsync(StudioApp app, Visitor visitor)
    {
        await visitor.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.GoAsync("/api-keys");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "API reference" }).ClickAsync();
        await visitor.Page.GetByText("Change a budget", new() { Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the call: Change a budget" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Copied")).ToBeVisibleAsync();
        Assert.StartsWith("curl -X PATCH", await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
    }

    private static async Task StartAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync("/");
    }

    private static async Task AnswerAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        var chat = await ChatWindow.OpenAsync(visitor);
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();
        await chat.Answer.Locator("a.cite").First.ClickAsync();
        await Expect(chat.Sources).ToBeVisibleAsync();
    }

    private static async Task StoppedAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        var chat = await ChatWindow.OpenAsync(visitor);
        await chat.AskAsync(AskTests.Question);
        await chat.BegunAsync();
        await chat.StopButton.ClickAsync();
        await chat.FinishedAsync();
    }

    private static async Task KnowledgeAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync("/knowledge");
    }

    private static async Task SearchBenchAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync($"/knowledge/{await app.Database.ScalarAsync<Guid>("select knowledge_base_id from document order by id limit 1")}/search");
        await visitor.Page.GetByLabel("Question").FillAsync("How are budgets held?");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByLabel("Search knowledge bases")).ToBeVisibleAsync();
    }

    private static async Task AnswersAsync(StudioApp app, Visitor visitor, bool write)
    {
        var baseId = Guid.CreateVersion7();
        await app.Database.ExecuteAsync(
            "insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, $1, $2, id from embedding_profile order by id limit 1", baseId, $"Answers {baseId:n}");
        await visitor.GoAsync($"/knowledge/{baseId}/answers");
        await Expect(visitor.Page.GetByLabel("Search knowledge bases")).ToBeVisibleAsync();
        if (!write)
        {
            await Expect(visitor.Page.GetByText("No approved answers yet")).ToBeVisibleAsync();
            return;
        }

        foreach (var question in new[] { "How do I reset my password?", "How many days of leave do I have in my first year, and who decides when I may take them?" })
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Write an answer" }).ClickAsync();
            await visitor.Page.GetByLabel("Question", new() { Exact = true }).FillAsync(question);
            await visitor.Page.GetByLabel("Answer", new() { Exact = true }).FillAsync("Press “Forgot your password?” on the sign-in page. A link comes by e-mail; it works for an hour.");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save as draft" }).ClickAsync();
            await Expect(visitor.Page.GetByText(question).First).ToBeVisibleAsync();
        }

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Approve “How do I reset" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Approved", new() { Exact = true }).First).ToBeVisibleAsync();
    }

    private static async Task CachingAsync(StudioApp app, Visitor visitor)
    {
        await app.Database.ExecuteAsync("""
            insert into semantic_hit (org_id, call_id, assistant_id, question, source_question, similarity, verdict)
            select org_id, $1, id, 'How much leave do I get in my first year, and who decides when I may take it?', 'How many days of leave are there?', 0.9731, 'disagrees' from assistant where is_default
            """, Guid.CreateVersion7());
        await app.Database.ExecuteAsync("""
            insert into call (org_id, id, started_at, feature, requested_model, served_model, streamed, ending, duration_ms, cost_nano_usd, cache_kind, saved_nano_usd)
            select org_id, $1, now(), 'chat', 'balanced', 'local-extractive-1', true, 'completed', 3, 0, 'exact', 1234567 from assistant where is_default
            """, Guid.CreateVersion7());
        await visitor.GoAsync("/models/caching");
    }

    private static async Task DocumentAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync($"/knowledge/documents/{await app.Database.ScalarAsync<Guid>("select id from document where name = 'README.md'")}");
    }
}
