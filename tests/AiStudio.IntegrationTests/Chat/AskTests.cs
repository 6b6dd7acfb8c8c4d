using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Results;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Chat;

public sealed class AskTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_ThroughGatewayAndEmulator_StreamsAndKeepsTextFactsAndLedgerRow()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { TokenCount = 60, ChunkDelayMs = 5 });
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);

        var turn = await node.AskAsync(caller, "What is the leave policy?");
        var events = await node.WatchAsync(caller, turn.TurnId);
        var answer = await node.AnswerAsync(caller, turn);

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(one => one.Number));
        Assert.IsType<Gathered>(events[0].Data);
        Assert.InRange(events.Count(one => one.Data is TextDelta), 2, 40);
        Assert.Equal(answer.Text, string.Concat(events.Select(one => one.Data).OfType<TextDelta>().Select(delta => delta.Text)));
        var finished = Assert.IsType<Finished>(events[^1].Data);
        Assert.Equal((MessageState.Complete, answer.Facts, null), (finished.State, finished.Facts, finished.Problem));
        var bill = Assert.Single(emulator.Bill.Rows);
        var facts = answer.Facts!;
        Assert.Equal((bill.InputTokens, bill.OutputTokens, "balanced", "OpenAI", false), (facts.InputTokens, facts.OutputTokens, facts.RequestedModel, facts.Provider, facts.Estimated));
        Assert.True(facts.CostNanoUsd > 0 && facts.FirstTokenMs is >= 0 && facts.DurationMs >= facts.FirstTokenMs);
        Assert.Equal(facts.CostNanoUsd, await database.ScalarAsync<long>("select cost_nano_usd from ledger_entry where call_id = $1", facts.CallId));
        Assert.Equal(turn.TurnId, await database.ScalarAsync<Guid>("select turn_id from call where id = $1", facts.CallId));
        Assert.Equal("completed", await database.ScalarAsync<string>("select state from turn where id = $1", turn.TurnId));
    }

    [Fact]
    public async Task Ask_WithoutAnyKey_AnswersFromThePassagesWithACitation()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "Handbook", "Every employee has twenty-eight days of paid leave a year.", "The canteen opens at noon.");

        var turn = await node.AskAsync(caller, "How many days of paid leave does an employee have?");
        var events = await node.WatchAsync(caller, turn.TurnId);
        var answer = await node.AnswerAsync(caller, turn);

        var citation = Assert.Single(answer.Citations, one => one.Quote?.Contains("twenty-eight", StringComparison.Ordinal) == true);
        Assert.Equal("Handbook", citation.Document);
        Assert.Contains($"[{citation.Number}]", answer.Text, StringComparison.Ordinal);
        Assert.Equal(answer.Citations, Assert.Single(events.Select(one => one.Data).OfType<CitationsFound>()).Citations);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from retrieval_log where turn_id = $1", turn.TurnId));
    }

    [Fact]
    public async Task Ask_Follows_SendsSystemThenHistoryThenQuestion()
    {
        using var chat = new ScriptedChatClient("First.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var first = await node.AskAsync(caller, "One?");
        await node.WatchAsync(caller, first.TurnId);

        var second = await node.AskAsync(caller, "Two?", first.ConversationId);
        await node.WatchAsync(caller, second.TurnId);

        Assert.Equal([ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User], chat.Asked.Select(message => message.Role));
        Assert.Equal(["One?", "First.", "Two?"], chat.Asked.Skip(1).Select(message => message.Text));
        var view = (await node.Conversations.GetAsync(caller, first.ConversationId, Cancellation)).Value!;
        Assert.Equal([first.QuestionId, first.AnswerId, second.QuestionId, second.AnswerId], view.Messages.Select(message => message.Id));
        Assert.Equal("One?", view.Title);
    }

    [Fact]
    public async Task Ask_WhileAnAnswerIsWritten_IsRefused()
    {
        using var chat = new ScriptedChatClient("Working") { Hangs = true };
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(caller, "One?");

        var second = await node.Turns.AskAsync(caller, new AskRequest(turn.ConversationId, null, "Two?"), Cancellation);

        Assert.Equal((ErrorKind.Conflict, "turn_running"), (second.Error!.Kind, second.Error.Code));
        await node.Turns.StopAsync(caller, turn.TurnId, Cancellation);
        await node.WatchAsync(caller, turn.TurnId);
    }

    [Fact]
    public async Task Ask_EditedFirstQuestion_BecomesASiblingAtTheRoot()
    {
        using var chat = new ScriptedChatClient("Answer.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);
        var first = await node.AskAsync(caller, "One?");
        await node.WatchAsync(caller, first.TurnId);

        var edited = (await node.Turns.AskAsync(caller, new AskRequest(first.ConversationId, Guid.Empty, "One, better?"), Cancellation)).Value!;
        await node.WatchAsync(caller, edited.TurnId);

        var view = (await node.Conversations.GetAsync(caller, first.ConversationId, Cancellation)).Value!;
        Assert.Equal([edited.QuestionId, edited.AnswerId], view.Messages.Select(message => message.Id));
        Assert.Null(view.Messages[0].ParentId);
    }

    [Fact]
    public async Task Ask_UnknownModel_FailsWithASentence()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);

        var turn = (await node.Turns.AskAsync(caller, new AskRequest(null, null, "One?", Model: "no-such-model"), Cancellation)).Value!;
        var events = await node.WatchAsync(caller, turn.TurnId);

        var finished = Assert.IsType<Finished>(events[^1].Data);
        Assert.Equal(MessageState.Failed, finished.State);
        Assert.Contains("no-such-model", finished.Problem!, StringComparison.Ordinal);
        var answer = await node.AnswerAsync(caller, turn);
        Assert.Equal((MessageState.Failed, finished.Problem, ""), (answer.State, answer.Problem, answer.Text));
    }

    [Fact]
    public async Task Ask_HostileText_SurvivesEveryStore()
    {
        // A pair cut between two chunks, a lone half, NUL, escapes, bidi overrides and tag characters.
        using var chat = new ScriptedChatClient("a\0b \ud83d", "\ude00 c\udc00d", "\u001b[31m \u202e \U000E0041", " e\ud83d");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);

        var turn = await node.AskAsync(caller, "x\0y\ud83d z");
        var events = await node.WatchAsync(caller, turn.TurnId);

        const string expected = "a\ufffdb \U0001F600 c\ufffdd\u001b[31m \u202e \U000E0041 e\ufffd";
        var view = (await node.Conversations.GetAsync(caller, turn.ConversationId, Cancellation)).Value!;
        Assert.Equal(["x\ufffdy\ufffd z", expected], view.Messages.Select(message => message.Text));
        Assert.Equal(expected, string.Concat(events.Select(one => one.Data).OfType<TextDelta>().Select(delta => delta.Text)));
    }

    [Theory]
    [InlineData("  \n ")]
    [InlineData("\u200b")]
    public async Task Ask_NothingButSpace_DoesNotBreak(string text)
    {
        using var chat = new ScriptedChatClient("Answer.");
        await using var node = await ChatNode.StartAsync(database, chat: chat);
        var caller = await node.CreateOrganizationAsync(database);

        var asked = await node.Turns.AskAsync(caller, new AskRequest(null, null, text), Cancellation);

        Assert.Equal(string.IsNullOrWhiteSpace(text) ? "question_empty" : null, asked.Error?.Code);
    }
}
