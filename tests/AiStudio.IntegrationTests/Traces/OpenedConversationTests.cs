using AiStudio.Features.Chat;
using AiStudio.Features.Traces.Access;
using AiStudio.Features.Traces.Conversations;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.IntegrationTests.Traces;

public sealed class OpenedConversationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Reason = "They complained about this answer";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversation_OfSomebodyElse_IsReadByAnAdminWithAnOpenGrantAlone()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var admin = await node.CreateOrganizationAsync(database);
        var (owner, finance) = (await database.AddMemberAsync(admin.OrganizationId, Role.Member), await database.AddMemberAsync(admin.OrganizationId, Role.Finance));
        var (other, second) = (await database.AddMemberAsync(admin.OrganizationId, Role.Member), await database.AddMemberAsync(admin.OrganizationId, Role.Admin));
        var first = await node.AskAsync(owner, "Who may use a zebra crossing first?");
        await node.WatchAsync(owner, first.TurnId);
        var later = await node.AskAsync(owner, "And at night?", first.ConversationId);
        await node.WatchAsync(owner, later.TurnId);
        var elsewhere = await node.AskAsync(owner, "What is the weather?");
        await node.WatchAsync(owner, elsewhere.TurnId);
        var call = (await node.AnswerAsync(owner, first)).Facts!.CallId;
        var away = (await node.AnswerAsync(owner, elsewhere)).Facts!.CallId;
        var (reader, glass) = (new ConversationReader(database.Studio), new GlassDesk(database.Studio));

        async Task<string?> CodeAsync(Caller caller, Guid? of = null) => (await reader.ReadAsync(caller, of ?? call, Cancellation)).Error?.Code;
        Assert.Equal("glass_needed", await CodeAsync(admin));
        await GrantAsync(admin, owner, "-1 second");
        await GrantAsync(admin, other, "1 hour");
        await GrantAsync(second, owner, "1 hour");
        foreach (var stranger in new[] { finance, other })
        {
            await GrantAsync(stranger, owner, "1 hour");
            Assert.Equal("not_admin", (await glass.OpenConversationAsync(stranger, call, Reason, Cancellation)).Error?.Code);
            Assert.Equal(("not_admin", 0L), (await CodeAsync(stranger), await RowsAsync(stranger, owner, first.ConversationId)));
        }

        // The texts of a turn are not yet the conversation.
        Assert.True((await glass.OpenAsync(admin, call, Reason, Cancellation)).Succeeded);
        Assert.Equal(("glass_needed", 0L), (await CodeAsync(admin), await RowsAsync(admin, owner, first.ConversationId)));
        Assert.Equal("reason_missing", (await glass.OpenConversationAsync(admin, call, "because", Cancellation)).Error?.Code);
        Assert.True((await glass.OpenConversationAsync(admin, call, Reason, Cancellation)).Succeeded);

        var opened = (await reader.ReadAsync(admin, call, Cancellation)).Value!;
        Assert.Equal(["Who may use a zebra crossing first?", "And at night?"], opened.Messages.Where(message => message.Role == MessageRole.User).Select(message => message.Text));
        Assert.Equal([MessageRole.User, MessageRole.Assistant, MessageRole.User, MessageRole.Assistant], opened.Messages.Select(message => message.Role));
        Assert.Null(opened.Messages[1].Trouble);
        await database.ExecuteAsync("update decision set record = jsonb_set(record, '{finish_reason}', '\"length\"') where call_id = $1", call);
        Assert.Equal(
            ["This answer was cut: it reached the longest that was asked for, or that the model gives.", null],
            (await reader.ReadAsync(admin, call, Cancellation)).Value!.Messages.Where(message => message.Role == MessageRole.Assistant).Select(message => message.Trouble));
        Assert.Equal(opened.Messages.Take(2), opened.Marked);
        Assert.Equal(first.AnswerId, opened.Marked[1].Id);
        Assert.All(opened.Messages.Where(message => message.Role == MessageRole.Assistant), answer => Assert.NotEmpty(answer.Text));
        Assert.Equal(("glass_needed", 0L), (await CodeAsync(admin, away), await RowsAsync(admin, owner, elsewhere.ConversationId)));
        Assert.Equal(0, await RowsAsync(admin, other, first.ConversationId));
        Assert.Null(await CodeAsync(second));
        // What is open stands on its own page, and not among the admin's chats.
        Assert.Empty((await node.Conversations.ListAsync(admin, new ConversationQuery(), Cancellation)).Rows);
        Assert.False((await node.Conversations.GetAsync(admin, first.ConversationId, Cancellation)).Succeeded);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and actor_id = $2 and action = $3", admin.OrganizationId, admin.UserId, GlassDesk.Opened));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from notification where owner_id = $1 and title = 'An admin opened one of your chats'", owner.UserId));

        await node.Conversations.DeleteAsync(owner, first.ConversationId, Cancellation);
        Assert.Equal("no_conversation", await CodeAsync(admin));
        await ErasedAsync(owner);
        Assert.Equal(0, await RowsAsync(second, owner, elsewhere.ConversationId));
    }

    [Fact]
    public async Task Conversation_OfOnesOwn_NeedsNoGrant_AndItsOldBranchIsNotMarked()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var admin = await node.CreateOrganizationAsync(database);
        var first = await node.AskAsync(admin, "Who may use a zebra crossing first?");
        await node.WatchAsync(admin, first.TurnId);
        var call = (await node.AnswerAsync(admin, first)).Facts!.CallId;
        var again = (await node.Turns.RetryAsync(admin, first.AnswerId, Cancellation)).Value!;
        await node.WatchAsync(admin, again.TurnId);

        var opened = (await new ConversationReader(database.Studio).ReadAsync(admin, call, Cancellation)).Value!;

        Assert.Equal((2, again.TurnId), (opened.Messages.Count, opened.Messages[^1].TurnId!.Value));
        Assert.NotEqual(first.AnswerId, opened.Messages[^1].Id);
        Assert.Empty(opened.Marked);
        Assert.Equal("no_call", (await new ConversationReader(database.Studio).ReadAsync(admin, Guid.CreateVersion7(), Cancellation)).Error?.Code);
    }

    private async Task<long> RowsAsync(Caller reader, Caller owner, Guid conversation)
    {
        await using var db = await database.Studio.BeginAsync(reader.Scope, Cancellation);
        var rows = (await db.Database.SqlQuery<long>($"""select count(*) as "Value" from opened_conversation({owner.UserId}, {conversation})""").ToListAsync(Cancellation))[0];
        // Whoever asked is who they were.
        Assert.Equal(reader.UserId, (await db.Database.SqlQuery<Guid>($"""select app_user() as "Value" """).ToListAsync(Cancellation))[0]);
        return rows;
    }

    private Task<int> GrantAsync(Caller admin, Caller person, string length) => database.ExecuteAsync(
        "insert into break_glass (org_id, id, admin_id, person_id, reason, created_at, expires_at) values ($1, $2, $3, $4, 'A complaint of theirs', now() - interval '1 hour', now() + $5::interval)",
        admin.OrganizationId, Guid.CreateVersion7(), admin.UserId, person.UserId, length);

    private Task<int> ErasedAsync(Caller person) => database.ExecuteAsync("delete from conversation where org_id = $1 and owner_id = $2", person.OrganizationId, person.UserId);
}
