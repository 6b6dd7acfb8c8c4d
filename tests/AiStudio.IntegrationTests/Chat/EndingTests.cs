using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.IntegrationTests.Database;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Chat;

/// <summary>Turns that do not end by themselves.</summary>
public sealed class EndingTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_OnWhateverNode_KeepsTheTextAndMetersIt(bool fromElsewhere)
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 50, Fault = new Fault(FaultKind.Hang) { AfterChunks = 5 } });
        await using var node = await ChatNode.StartAsync(database, emulator);
        await using var elsewhere = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchUntilTextAsync(caller, turn.TurnId);

        await (fromElsewhere ? elsewhere : node).Turns.StopAsync(caller, turn.TurnId, Cancellation);
        var events = await node.WatchAsync(caller, turn.TurnId);

        Assert.Equal(MessageState.Stopped, Assert.IsType<Finished>(events[^1].Data).State);
        var answer = await node.AnswerAsync(caller, turn);
        Assert.Equal(MessageState.Stopped, answer.State);
        Assert.NotEmpty(answer.Text);
        Assert.True(answer.Facts!.OutputTokens > 0 && answer.Facts.CostNanoUsd > 0);
        Assert.Equal(answer.Facts.CostNanoUsd, await database.ScalarAsync<long>("select cost_nano_usd from ledger_entry where call_id = $1", answer.Facts.CallId));
        Assert.Equal("stopped", await database.ScalarAsync<string>("select state from turn where id = $1", turn.TurnId));
    }

    [Fact]
    public async Task CutStream_IsInterrupted_AndRetryIsASibling()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 50, Fault = new Fault(FaultKind.Reset) { AfterChunks = 5 } }, new Script { Text = "The whole answer." });
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");

        var finished = Assert.IsType<Finished>((await node.WatchAsync(caller, turn.TurnId))[^1].Data);
        var broken = await node.AnswerAsync(caller, turn);
        Assert.Equal((MessageState.Interrupted, MessageState.Interrupted), (finished.State, broken.State));
        Assert.NotEmpty(broken.Text);
        Assert.Equal(broken.Problem, finished.Problem);
        Assert.NotEmpty(broken.Problem!);

        var again = (await node.Turns.RetryAsync(caller, turn.AnswerId, Cancellation)).Value!;
        await node.WatchAsync(caller, again.TurnId);

        var view = (await node.Conversations.GetAsync(caller, turn.ConversationId, Cancellation)).Value!;
        Assert.Equal([turn.QuestionId, again.AnswerId], view.Messages.Select(message => message.Id));
        Assert.Equal("The whole answer.", view.Messages[1].Text);
        Assert.Equal(broken.ParentId, view.Messages[1].ParentId);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from message where parent_id = $1", turn.QuestionId));
    }

    [Fact]
    public async Task NodeDies_SweepOfAnotherClosesItWithWhatWatchersSaw()
    {
        using var chat = new ScriptedChatClient("Half of ", "the answer") { Hangs = true };
        var dying = await ChatNode.StartAsync(database, chat: chat);
        await using var other = await ChatNode.StartAsync(database);
        var caller = await dying.CreateOrganizationAsync(database);
        var turn = await dying.AskAsync(caller, "One?");
        await other.WatchUntilTextAsync(caller, turn.TurnId, "Half of the answer".Length);
        var watching = other.WatchAsync(caller, turn.TurnId);
        await dying.LosePowerAsync();

        Assert.Equal(0, await other.Get<InterruptAbandonedTurns>().SweepAsync(Cancellation));
        await database.ExecuteAsync("update turn set lease_until = now() - interval '1 second' where id = $1", turn.TurnId);
        Assert.Equal(1, await other.Get<InterruptAbandonedTurns>().SweepAsync(Cancellation));
        Assert.Equal(0, await other.Get<InterruptAbandonedTurns>().SweepAsync(Cancellation));

        var finished = Assert.IsType<Finished>((await watching)[^1].Data);
        var answer = await other.AnswerAsync(caller, turn);
        Assert.Equal((MessageState.Interrupted, MessageState.Interrupted, "Half of the answer"), (finished.State, answer.State, answer.Text));
        Assert.Equal(finished.Problem, answer.Problem);
        await dying.DisposeAsync();
    }

    [Fact]
    public async Task NodeWithAClockThatIsSlow_KeepsItsTurn()
    {
        using var chat = new ScriptedChatClient("Before ", "after") { WaitsForGo = true };
        await using var node = await ChatNode.StartAsync(database, chat: chat, clock: new SlowClock());
        await using var other = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchUntilTextAsync(caller, turn.TurnId, "Before ".Length);

        Assert.True(await database.ScalarAsync<bool>("select lease_until between now() and now() + interval '30 seconds' from turn where id = $1", turn.TurnId));
        Assert.Equal(0, await other.Get<InterruptAbandonedTurns>().SweepAsync(Cancellation));

        chat.Go();
        Assert.Equal(MessageState.Complete, Assert.IsType<Finished>((await node.WatchAsync(caller, turn.TurnId))[^1].Data).State);
    }

    [Fact]
    public async Task NodeIsSlowAndWasGivenUp_AddsNothingMore()
    {
        using var chat = new ScriptedChatClient("Before ", "after") { WaitsForGo = true };
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        await using var other = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchUntilTextAsync(caller, turn.TurnId, "Before ".Length);
        var watching = node.WatchAsync(caller, turn.TurnId);
        await database.ExecuteAsync("update turn set lease_until = now() - interval '1 second' where id = $1", turn.TurnId);
        await other.Get<InterruptAbandonedTurns>().SweepAsync(Cancellation);

        chat.Go();

        Assert.Equal(MessageState.Interrupted, Assert.IsType<Finished>((await watching)[^1].Data).State);
        Assert.Equal("Before ", (await node.AnswerAsync(caller, turn)).Text);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from turn_event where turn_id = $1 and data ->> 'text' = 'after'", turn.TurnId));
    }

    [Fact]
    public async Task NodeShutsDown_TurnIsInterruptedWithItsTextAndMetered()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 50, Fault = new Fault(FaultKind.Hang) { AfterChunks = 5 } });
        await using var node = await ChatNode.StartAsync(database, emulator);
        await using var other = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");
        await node.WatchUntilTextAsync(caller, turn.TurnId);

        await node.ShutDownAsync();

        var answer = await other.AnswerAsync(caller, turn);
        Assert.Equal(MessageState.Interrupted, answer.State);
        Assert.NotEmpty(answer.Text);
        Assert.True(answer.Facts!.OutputTokens > 0);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from ledger_entry where call_id = $1", answer.Facts.CallId));
    }

    private sealed class SlowClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromMinutes(5);
    }
}
