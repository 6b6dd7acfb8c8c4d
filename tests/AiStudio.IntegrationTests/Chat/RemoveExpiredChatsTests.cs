using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Chat;

public sealed class RemoveExpiredChatsTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_DeletedADayAgo_IsRemovedWithAllThatHangsOnIt()
    {
        using var chat = new ScriptedChatClient("Answer.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var other = await node.CreateOrganizationAsync(database);
        var old = await AskAsync(node, caller);
        var recent = await AskAsync(node, caller);
        var shown = await AskAsync(node, caller);
        var elsewhere = await AskAsync(node, other);
        await node.Get<FeedbackService>().RateAsync(caller, old.AnswerId, 1, null, Cancellation);
        await DeleteAsync(node, caller, old.ConversationId, 25);
        await DeleteAsync(node, caller, recent.ConversationId, 23);
        await DeleteAsync(node, other, elsewhere.ConversationId, 25);

        Assert.Equal((2, 0), await node.Get<RemoveExpiredChats>().SweepAsync(Cancellation));
        Assert.Equal((0, 0), await node.Get<RemoveExpiredChats>().SweepAsync(Cancellation));

        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from conversation where org_id in ($1, $2)", caller.OrganizationId, other.OrganizationId));
        foreach (var table in new[] { "message", "turn" })
            Assert.Equal(0, await database.ScalarAsync<long>($"select count(*) from {table} where conversation_id in ($1, $2)", old.ConversationId, elsewhere.ConversationId));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from turn_event where turn_id = $1", old.TurnId));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from feedback where message_id = $1", old.AnswerId));
        Assert.True((await node.Conversations.UndoDeleteAsync(caller, recent.ConversationId, Cancellation)).Succeeded);
        Assert.True((await node.Conversations.GetAsync(caller, shown.ConversationId, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Sweep_EndedAnHourAgo_LosesItsEventsAndKeepsItsText()
    {
        using var chat = new ScriptedChatClient("The ", "answer.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var old = await AskAsync(node, caller);
        var recent = await AskAsync(node, caller);
        await AgeAsync(old.TurnId, 61);
        await AgeAsync(recent.TurnId, 59);
        var kept = await CountEventsAsync(recent.TurnId);

        Assert.Equal((0, 1), await node.Get<RemoveExpiredChats>().SweepAsync(Cancellation));

        Assert.Equal((0, kept), (await CountEventsAsync(old.TurnId), await CountEventsAsync(recent.TurnId)));
        Assert.Empty(await node.WatchAsync(caller, old.TurnId));
        var answer = await node.AnswerAsync(caller, old);
        Assert.Equal((MessageState.Complete, "The answer."), (answer.State, answer.Text));
    }

    private static async Task<StartedTurn> AskAsync(ChatNode node, Caller caller)
    {
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchAsync(caller, turn.TurnId);
        return turn;
    }

    private async Task DeleteAsync(ChatNode node, Caller caller, Guid conversation, int hoursAgo)
    {
        await node.Conversations.DeleteAsync(caller, conversation, Cancellation);
        await database.ExecuteAsync("update conversation set deleted_at = now() - make_interval(hours => $2) where id = $1", conversation, hoursAgo);
    }

    private async Task AgeAsync(Guid turn, int minutes)
    {
        await database.ExecuteAsync("update turn set ended_at = now() - make_interval(mins => $2) where id = $1", turn, minutes);
        await database.ExecuteAsync("update turn_event set created_at = now() - make_interval(mins => $2) where turn_id = $1", turn, minutes);
    }

    private Task<long> CountEventsAsync(Guid turn) => database.ScalarAsync<long>("select count(*) from turn_event where turn_id = $1", turn);
}
