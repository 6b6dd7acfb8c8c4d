using AiStudio.Features.Chat.Turns;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Chat;

public sealed class TurnFeedTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly string[] Words = [.. Enumerable.Range(0, 40).Select(i => $"word{i} ")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_FromEveryNumber_GetsExactlyTheRest()
    {
        using var chat = new ScriptedChatClient(Words);
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");

        var live = await node.WatchAsync(caller, turn.TurnId);

        for (var after = 0; after <= live.Count; after++)
            Assert.Equal(live.Skip(after).Select(Describe), (await node.WatchAsync(caller, turn.TurnId, after)).Select(Describe));
    }

    [Fact]
    public async Task Watch_ReconnectingAfterEveryEvent_HereAndElsewhere_SeesTheSameAsOneWhoStays()
    {
        using var chat = new ScriptedChatClient(Words) { WaitsForGo = true };
        await using var here = await ChatNode.StartAsync(database, chat: chat);
        await using var elsewhere = await ChatNode.StartAsync(database);
        var caller = await here.CreateOrganizationAsync(database);
        var turn = await here.AskAsync(caller, "One?");

        var staying = here.WatchAsync(caller, turn.TurnId);
        var stayingElsewhere = elsewhere.WatchAsync(caller, turn.TurnId);
        var moving = ReconnectAsync(caller, turn.TurnId, here, elsewhere);
        await elsewhere.WatchUntilTextAsync(caller, turn.TurnId);
        chat.Go();

        var expected = (await staying).Select(Describe).ToList();
        Assert.Equal(expected, (await stayingElsewhere).Select(Describe));
        Assert.Equal(expected, (await moving).Select(Describe));
        Assert.Equal(string.Concat(Words), string.Concat((await staying).Select(one => one.Data).OfType<TextDelta>().Select(delta => delta.Text)));
    }

    [Fact]
    public async Task Watch_WhenTheListeningConnectionIsKilled_GoesOnWithoutAGap()
    {
        using var chat = new ScriptedChatClient(Words) { WaitsForGo = true };
        await using var here = await ChatNode.StartAsync(database, chat: chat);
        await using var elsewhere = await ChatNode.StartAsync(database);
        var caller = await here.CreateOrganizationAsync(database);
        var turn = await here.AskAsync(caller, "One?");
        var watching = elsewhere.WatchAsync(caller, turn.TurnId);
        await elsewhere.WatchUntilTextAsync(caller, turn.TurnId);

        await database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'");
        chat.Go();

        Assert.IsType<Finished>((await watching)[^1].Data);
        Assert.Equal(string.Concat(Words), string.Concat((await watching).Select(one => one.Data).OfType<TextDelta>().Select(delta => delta.Text)));
    }

    [Fact]
    public async Task Watch_ByAnybodyElse_HasNothing()
    {
        using var chat = new ScriptedChatClient("Mine") { Hangs = true };
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        await using var elsewhere = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Admin);
        var stranger = await node.CreateOrganizationAsync(database);
        var forger = stranger with { UserId = caller.UserId };
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchUntilTextAsync(caller, turn.TurnId);

        foreach (var other in new[] { colleague, stranger, forger })
        {
            Assert.Empty(await node.WatchAsync(other, turn.TurnId));
            Assert.Empty(await elsewhere.WatchAsync(other, turn.TurnId));
            Assert.Equal("turn_not_found", (await node.Turns.StopAsync(other, turn.TurnId, Cancellation)).Error?.Code);
            Assert.Equal("message_not_found", (await node.Turns.RetryAsync(other, turn.AnswerId, Cancellation)).Error?.Code);
            Assert.Equal("conversation_not_found", (await node.Conversations.GetAsync(other, turn.ConversationId, Cancellation)).Error?.Code);
        }

        Assert.Equal("running", await database.ScalarAsync<string>("select state from turn where id = $1", turn.TurnId));
        await node.Turns.StopAsync(caller, turn.TurnId, Cancellation);
        await node.WatchAsync(caller, turn.TurnId);
    }

    private static async Task<List<TurnEvent>> ReconnectAsync(Caller caller, Guid turnId, params ChatNode[] nodes)
    {
        var seen = new List<TurnEvent>();
        while (seen is not [.., { Data: Finished }])
        {
            await foreach (var one in nodes[seen.Count % nodes.Length].Feed.WatchAsync(caller, turnId, seen.Count, Cancellation))
            {
                seen.Add(one);
                break;
            }
        }

        return seen;
    }

    private static string Describe(TurnEvent one) => $"{one.Number} {StoredTurnEvent.ToJson(one.Data)}";
}
