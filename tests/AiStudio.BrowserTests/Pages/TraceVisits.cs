using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Chat;
using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Pages;

/// <summary>How the pages of traces are reached, and those of erasing a person.</summary>
internal static partial class TraceVisits
{
    public static readonly IReadOnlyList<PageVisit> All =
    [
        new("TracesPage", "calls", Role.Admin, async (app, visitor) => await ThumbDownAsync(app, visitor, "/traces")),
        new("TracesPage", "nothing", Role.Admin, (_, visitor) => visitor.GoAsync("/traces?feature=nothing-of-the-kind&cost=5&since=2026-11-01T08:00Z&until=2026-11-01T10:00Z&failedOn=gpt-4.1-mini&cached=yes")),
        new("TracesPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync("/traces")),
        new("TraceDetailPage", "opened", Role.Admin, OpenedAsync),
        new("TraceDetailPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/traces/{Guid.CreateVersion7()}")),
        new("OpenedConversationPage", "opened", Role.Admin, ConversationAsync),
        new("OpenedConversationPage", "closed", Role.Admin, ClosedConversationAsync),
        new("OpenedConversationPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/traces/{Guid.CreateVersion7()}/conversation")),
        new("OpenedConversationPage", "no permission", Role.Finance, (_, visitor) => visitor.GoAsync($"/traces/{Guid.CreateVersion7()}/conversation")),
        PageVisit.To("TraceSettingsPage", "/traces/settings", Role.Admin),
        new("TraceSettingsPage", "no permission", Role.Member, (_, visitor) => visitor.GoAsync("/traces/settings")),
        new("ErasePersonPage", "", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/people/members/{(await app.NewPersonAsync(Role.Member)).Id}/erase")),
        new("ExportPersonPage", "", Role.Admin, async (app, visitor) => await visitor.GoAsync($"/people/members/{(await app.NewPersonAsync(Role.Member)).Id}/export?problem=reason_missing")),
        new("ExportPersonPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/people/members/{Guid.CreateVersion7()}/export")),
        new("ErasePersonPage", "gone", Role.Admin, (_, visitor) => visitor.GoAsync($"/people/members/{Guid.CreateVersion7()}/erase")),
    ];

    /// <summary>Rates an answer down and goes to the list; the id of the call.</summary>
    internal static async Task<Guid> ThumbDownAsync(StudioApp app, Visitor visitor, string address)
    {
        await app.DocumentationIsIndexedAsync();
        var chat = await ChatWindow.OpenAsync(visitor);
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();
        await chat.Answer.GetByRole(AriaRole.Button, new() { Name = "Bad answer" }).ClickAsync();
        await Expect(chat.Answer.GetByRole(AriaRole.Button, new() { Name = "Bad answer" })).ToHaveAttributeAsync("aria-pressed", "true");
        var conversation = Guid.Parse(Conversation().Match(visitor.Page.Url).Groups[1].Value);
        // The trace is written behind the answer.
        var call = await Eventually.GetAsync(
            () => app.Database.ScalarAsync<Guid>("select f.call_id from feedback f join message m on m.org_id = f.org_id and m.id = f.message_id join decision d on d.call_id = f.call_id where m.conversation_id = $1", conversation),
            found => found != Guid.Empty, "The trace of the answer", TimeSpan.FromSeconds(30));
        await visitor.GoAsync(address);
        return call;
    }

    private static async Task OpenedAsync(StudioApp app, Visitor visitor)
    {
        var call = await ThumbDownAsync(app, visitor, "/traces");
        await visitor.GoAsync($"/traces/{call}");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Why did it go this way?" })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("What does ./studio reset do?").First).ToBeVisibleAsync();
    }

    private static async Task ConversationAsync(StudioApp app, Visitor visitor)
    {
        var call = await ThumbDownAsync(app, visitor, "/traces");
        await visitor.GoAsync($"/traces/{call}/conversation");
        await Expect(visitor.Page.GetByText("This trace")).ToBeInViewportAsync();
    }

    private static async Task ClosedConversationAsync(StudioApp app, Visitor visitor)
    {
        var call = await ThumbDownAsync(app, visitor, "/traces");
        // As if another had said it.
        await app.Database.ExecuteAsync("""
            with talk as (
              select t.org_id, t.conversation_id, (select m.user_id from membership m where m.org_id = t.org_id and m.user_id <> t.owner_id limit 1) as person
              from call c join turn t on t.org_id = c.org_id and t.id = c.turn_id where c.id = $1),
            turns as (update turn t set owner_id = talk.person from talk where t.conversation_id = talk.conversation_id returning t.id, t.owner_id),
            conversations as (update conversation c set owner_id = talk.person from talk where c.id = talk.conversation_id),
            messages as (update message m set owner_id = talk.person from talk where m.conversation_id = talk.conversation_id),
            events as (update turn_event e set owner_id = t.owner_id from turns t where e.turn_id = t.id),
            searches as (update retrieval_log l set owner_id = t.owner_id from turns t where l.turn_id = t.id)
            update decision d set record = jsonb_set(d.record, '{owner}', to_jsonb(talk.person::text)) from talk where d.call_id = $1
            """, call);
        await visitor.GoAsync($"/traces/{call}/conversation");
        await Expect(visitor.Page.GetByLabel("Why do you have to read it?")).ToBeVisibleAsync();
    }

    [GeneratedRegex("/chat/([0-9a-f-]{36})")]
    private static partial Regex Conversation();
}
