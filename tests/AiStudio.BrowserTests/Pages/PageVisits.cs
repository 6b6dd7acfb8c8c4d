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
        new("ChatPage", "start", Role.Member, StartAsync),
        new("ChatPage", "answer with sources", Role.Member, AnswerAsync),
        new("ChatPage", "stopped", Role.Member, StoppedAsync),
        new("ChatPage", "gone", Role.Member, (_, visitor) => visitor.GoAsync($"/chat/{Guid.CreateVersion7()}")),
        new("KnowledgePage", "admin", Role.Admin, KnowledgeAsync),
        new("KnowledgePage", "member", Role.Member, KnowledgeAsync),
        new("DocumentPage", "", Role.Member, DocumentAsync),
        new("DocumentPage", "gone", Role.Member, (_, visitor) => visitor.GoAsync($"/knowledge/documents/{Guid.CreateVersion7()}")),
        PageVisit.To("ConnectionsPage", "/models", Role.Admin),
        new("ConnectionsPage", "form", Role.Admin, ConnectionFormAsync),
        new("ConnectionsPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/models")),
        PageVisit.To("CataloguePage", "/models/catalogue", Role.Admin),
        new("CataloguePage", "form and history", Role.Admin, PriceFormAsync),
        PageVisit.To("AliasesPage", "/models/aliases", Role.Admin),
        PageVisit.To("CachingPage", "/models/caching", Role.Admin),
        new("AliasesPage", "rehearsal", Role.Admin, RehearsalAsync),
        new("AliasesPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync("/models/aliases/nowhere")),
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

    private static async Task DocumentAsync(StudioApp app, Visitor visitor)
    {
        await app.DocumentationIsIndexedAsync();
        await visitor.GoAsync($"/knowledge/documents/{await app.Database.ScalarAsync<Guid>("select id from document where name = 'README.md'")}");
    }
}
