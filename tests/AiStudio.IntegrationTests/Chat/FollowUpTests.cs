using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Knowledge.Curation;
using AiStudio.IntegrationTests.Database;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Chat;

public sealed class FollowUpTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Rewriting = "{\"role\":\"user\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_AFollowUpWithoutAnyKey_SearchesForTheWordsItLeavesOut()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "Handbook", "Every employee has twenty-eight days of paid leave a year.", "The canteen opens at noon.");
        var first = await node.AskAsync(caller, "How many days of paid leave does an employee have?");
        await node.WatchAsync(caller, first.TurnId);

        var second = await node.AskAsync(caller, "And who grants it?", first.ConversationId);
        var events = await node.WatchAsync(caller, second.TurnId);

        const string searched = "And who grants it? many days paid leave employee";
        Assert.Equal(searched, events.Select(one => one.Data).OfType<Gathered>().Single().SearchedFor);
        Assert.Equal(searched, (await node.AnswerAsync(caller, second)).Facts!.SearchedFor);
        Assert.Equal(searched, await database.ScalarAsync<string>("select rewritten from retrieval_log where turn_id = $1", second.TurnId));
        Assert.Null(await database.ScalarAsync<string>("select rewritten from retrieval_log where turn_id = $1", first.TurnId));
    }

    [Fact]
    public async Task Ask_AFollowUpWithAModel_SearchesForWhatItUnderstandsAndPaysForIt()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { PromptContains = Rewriting, Text = "Who grants paid leave?" });
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "Handbook", "Every employee has twenty-eight days of paid leave a year.");
        var first = await node.AskAsync(caller, "How many days of paid leave are there?");
        await node.WatchAsync(caller, first.TurnId);

        // Also where a program asks in it, the chat stays its person's.
        var second = (await node.Turns.AskAsync(caller, new AskRequest(first.ConversationId, null, "And who grants it?") { ApiKeyId = Guid.CreateVersion7() }, Cancellation)).Value!;
        await node.WatchAsync(caller, second.TurnId);
        await node.ShutDownAsync();

        Assert.Equal("Who grants paid leave?", await database.ScalarAsync<string>("select rewritten from retrieval_log where turn_id = $1", second.TurnId));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from call where org_id = $1 and feature = 'rewrite' and cost_nano_usd > 0", caller.OrganizationId));
        Assert.Equal(caller.UserId, await database.ScalarAsync<Guid>("select p.owner_id from call_payload p join call c on c.org_id = p.org_id and c.id = p.call_id where c.org_id = $1 and c.feature = 'rewrite'", caller.OrganizationId));
    }

    [Fact]
    public async Task Ask_AFollowUpWithAModelThatFails_StillSearches()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { PromptContains = Rewriting, Status = 500, Times = Script.Forever });
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "Handbook", "Every employee has twenty-eight days of paid leave a year.");
        var first = await node.AskAsync(caller, "How many days of paid leave are there?");
        await node.WatchAsync(caller, first.TurnId);

        var second = await node.AskAsync(caller, "Which documents does the applicant need to bring along?", first.ConversationId);
        var events = await node.WatchAsync(caller, second.TurnId);

        Assert.Null(await database.ScalarAsync<string>("select rewritten from retrieval_log where turn_id = $1", second.TurnId));
        Assert.Equal(MessageState.Complete, Assert.IsType<Finished>(events[^1].Data).State);
    }

    [Fact]
    public async Task Ask_AnApprovedQuestion_GivesTheAnswerWithoutAModelAndCitesIt()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "Handbook", "The canteen opens at noon.");
        var baseId = await database.ScalarAsync<Guid>("select id from knowledge_base where org_id = $1", caller.OrganizationId);
        var curation = node.Get<CurationService>();
        var id = (await curation.ProposeAsync(caller, baseId, "How do I reset my password?", "Press *Forgot it* on the sign-in page.", Cancellation)).Value;
        Assert.True((await curation.ApproveAsync(caller, id, Cancellation)).Succeeded);

        var turn = await node.AskAsync(caller, "How can I reset my password?");
        var events = await node.WatchAsync(caller, turn.TurnId);
        var answer = await node.AnswerAsync(caller, turn);

        Assert.Equal("Press *Forgot it* on the sign-in page. [1]", answer.Text);
        Assert.Equal(answer.Text, string.Concat(events.Select(one => one.Data).OfType<TextDelta>().Select(delta => delta.Text)));
        var citation = Assert.Single(answer.Citations);
        Assert.Equal((id, baseId, true, "Approved answer"), (citation.ChunkId, citation.DocumentId, citation.IsCurated, citation.Document));
        Assert.Empty(emulator.Bill.Rows);

        var again = (await node.Turns.RetryAsync(caller, turn.AnswerId, Cancellation)).Value!;
        await node.WatchAsync(caller, again.TurnId);

        Assert.NotEmpty(emulator.Bill.Rows);
    }

    [Fact]
    public async Task Ask_WithAModelThatReranks_TakesItsOrderAndPaysForIt()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        emulator.Scripts.Add(new Script { PromptContains = "canteen", Text = "[2]" });
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        await database.AddDocumentAsync(caller, "Handbook", "The canteen opens at noon.", "On Sundays the canteen does not open.");
        await database.ExecuteAsync(
            "insert into retrieval_setting (org_id, knowledge_base_id, reranker, rerank_model, rerank_n) select org_id, id, 'model', 'fast', 1 from knowledge_base where org_id = $1", caller.OrganizationId);

        var turn = await node.AskAsync(caller, "When does the canteen open?");
        await node.WatchAsync(caller, turn.TurnId);

        Assert.Equal("fast", await database.ScalarAsync<string>("select reranked_by from retrieval_log where turn_id = $1", turn.TurnId));
        Assert.Equal(1, await database.ScalarAsync<double>("select (candidates -> 0 ->> 'reranked')::float8 from retrieval_log where turn_id = $1", turn.TurnId));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from call where org_id = $1 and feature = 'rerank' and cost_nano_usd > 0", caller.OrganizationId));
    }
}
