using System.Diagnostics;
using AiStudio.Features.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Chat;

public sealed class ConversationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ThousandMessages_ComeInOneQueryWithin200Ms()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var conversation = await AddConversationAsync(caller, "Long");
        await database.ExecuteAsync("""
            insert into message (org_id, id, owner_id, conversation_id, parent_id, role, parts)
            select $1, ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, $2, $3,
                   case when i > 1 then ('00000000-0000-7000-8000-' || lpad((i - 1)::text, 12, '0'))::uuid end,
                   case when i % 2 = 1 then 'user' else 'assistant' end,
                   jsonb_build_array(jsonb_build_object('kind', 'text', 'text', i || repeat(' word', 200)))
            from generate_series(1, 1000) i
            """, caller.OrganizationId, caller.UserId, conversation);
        await database.ExecuteAsync("update conversation set active_leaf_id = '00000000-0000-7000-8000-000000001000' where id = $1", conversation);
        await node.Conversations.GetAsync(caller, conversation, Cancellation);

        var fastest = TimeSpan.MaxValue;
        ConversationView? view = null;
        for (var i = 0; i < 5; i++)
        {
            var began = Stopwatch.GetTimestamp();
            view = (await node.Conversations.GetAsync(caller, conversation, Cancellation)).Value;
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"{i}"), view!.Messages.Select(message => message.Text.Split(' ')[0]));
        TestContext.Current.TestOutputHelper?.WriteLine($"1,000 messages: {fastest.TotalMilliseconds:N0} ms");
        Assert.True(fastest < TimeSpan.FromMilliseconds(200), $"It took {fastest.TotalMilliseconds:N0} ms.");
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachOnceInOrder_PinnedApart()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        for (var i = 0; i < 120; i++)
            await AddConversationAsync(caller, $"Talk {i}", minutesAgo: i / 7);
        var pinned = await AddConversationAsync(caller, "Pinned");
        await node.Conversations.PinAsync(caller, pinned, true, Cancellation);
        var archived = await AddConversationAsync(caller, "Archived");
        await node.Conversations.ArchiveAsync(caller, archived, true, Cancellation);

        var pages = new List<ConversationPage> { await node.Conversations.ListAsync(caller, new(), Cancellation) };
        while (pages[^1].Next is { } cursor)
            pages.Add(await node.Conversations.ListAsync(caller, new(Cursor: cursor), Cancellation));

        Assert.Equal([50, 50, 20], pages.Select(page => page.Rows.Count));
        var rows = pages.SelectMany(page => page.Rows).ToList();
        Assert.Equal(120, rows.Select(row => row.Id).Distinct().Count());
        Assert.Equal(rows.OrderByDescending(row => row.UpdatedAt).Select(row => row.UpdatedAt), rows.Select(row => row.UpdatedAt));
        Assert.Equal([pinned], pages.SelectMany(page => page.Pinned).Select(row => row.Id));
        Assert.Equal([archived], (await node.Conversations.ListAsync(caller, new(Archived: true), Cancellation)).Rows.Select(row => row.Id));
        Assert.Equal(["Talk 119"], (await node.Conversations.ListAsync(caller, new("alk 119"), Cancellation)).Rows.Select(row => row.Title));
        Assert.Empty((await node.Conversations.ListAsync(caller, new("%"), Cancellation)).Rows);
    }

    [Fact]
    public async Task Delete_HidesIt_AndUndoBringsItBack()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var conversation = await AddConversationAsync(caller, "Talk");

        await node.Conversations.DeleteAsync(caller, conversation, Cancellation);
        Assert.Empty((await node.Conversations.ListAsync(caller, new(), Cancellation)).Rows);
        Assert.Equal("conversation_not_found", (await node.Conversations.GetAsync(caller, conversation, Cancellation)).Error?.Code);
        Assert.Equal("conversation_not_found", (await node.Conversations.RenameAsync(caller, conversation, "New", Cancellation)).Error?.Code);

        Assert.True((await node.Conversations.UndoDeleteAsync(caller, conversation, Cancellation)).Succeeded);
        Assert.Equal([conversation], (await node.Conversations.ListAsync(caller, new(), Cancellation)).Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Watch_HearsOfChangesOnAnotherNode_OfTheSamePersonOnly()
    {
        await using var node = await ChatNode.StartAsync(database);
        await using var other = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Member);
        var theirs = await AddConversationAsync(colleague, "Theirs");
        var mine = await AddConversationAsync(caller, "Mine");
        var heard = Task.Run(
            async () =>
            {
                await foreach (var change in other.Get<ConversationFeed>().Watch(caller, Cancellation))
                {
                    if (change.ConversationId != Guid.Empty)
                        return change;
                }

                return null;
            },
            Cancellation);

        while (!heard.IsCompleted)
        {
            await node.Conversations.RenameAsync(colleague, theirs, "Still theirs", Cancellation);
            await node.Conversations.RenameAsync(caller, mine, "Renamed", Cancellation);
            await Task.Yield();
        }

        Assert.Equal(new ConversationChanged(mine, null), await heard);
    }

    [Fact]
    public async Task Rate_OwnAnswer_IsShownUntilTakenBack()
    {
        using var chat = new ScriptedChatClient("Answer.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var feedback = node.Get<FeedbackService>();
        var caller = await node.CreateOrganizationAsync(database);
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Admin);
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchAsync(caller, turn.TurnId);

        Assert.True((await feedback.RateAsync(caller, turn.AnswerId, 1, null, Cancellation)).Succeeded);
        Assert.True((await feedback.RateAsync(caller, turn.AnswerId, -1, "Too\0 short", Cancellation)).Succeeded);
        Assert.Equal("message_not_found", (await feedback.RateAsync(colleague, turn.AnswerId, 1, null, Cancellation)).Error?.Code);
        Assert.Equal("message_not_found", (await feedback.RateAsync(caller, turn.QuestionId, 1, null, Cancellation)).Error?.Code);
        Assert.Equal("rating_invalid", (await feedback.RateAsync(caller, turn.AnswerId, 5, null, Cancellation)).Error?.Code);
        Assert.Equal(-1, (await node.AnswerAsync(caller, turn)).Rating);
        await feedback.RateAsync(caller, turn.AnswerId, null, null, Cancellation);
        Assert.Null((await node.AnswerAsync(caller, turn)).Rating);
    }

    [Fact]
    public async Task Assistants_WithoutNamedBases_ReadAllOfTheOrganization()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "A", "a");
        await database.AddDocumentAsync(caller, "B", "b");
        var assistants = node.Get<AssistantService>();

        var all = Assert.Single(await assistants.ListAsync(caller, Cancellation));
        await database.ExecuteAsync(
            "insert into assistant_knowledge (org_id, assistant_id, knowledge_base_id) select $1, $2, id from knowledge_base where org_id = $1 limit 1", caller.OrganizationId, all.Id);
        var one = Assert.Single(await assistants.ListAsync(caller, Cancellation));

        Assert.Equal((true, "balanced", 2), (all.IsDefault, all.Model, all.KnowledgeBases.Count));
        Assert.Single(one.KnowledgeBases);
    }

    private async Task<Guid> AddConversationAsync(Caller caller, string title, int minutesAgo = 0)
    {
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into conversation (org_id, id, owner_id, assistant_id, title, updated_at)
            select $1, $2, $3, id, $4, date_trunc('minute', now()) - make_interval(mins => $5) from assistant where org_id = $1
            """, caller.OrganizationId, id, caller.UserId, title, minutesAgo);
        return id;
    }
}
