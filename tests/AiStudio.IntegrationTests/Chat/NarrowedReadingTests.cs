using AiStudio.Features.Chat.Reading;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Queries;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Models.Caching;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Chat;

/// <summary>What an assistant is set to read, and what a person narrows a conversation to.</summary>
public sealed class NarrowedReadingTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Question = "How many days of paid leave does an employee have?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assistant_ThatReadsSomeTags_AnswersFromThoseDocumentsOnly()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);
        Assert.Equal("draft, policy", await FoundAsync(caller, await AskAsync(node, caller)));

        await SaveAsync(node, caller, new ReadingChoice([], [" Policy"], null));

        var turn = await AskAsync(node, caller);
        Assert.Equal("policy", await FoundAsync(caller, turn));
        Assert.Equal("""{"tags": ["policy"]}""", await FilterAsync(turn));
        Assert.All((await node.AnswerAsync(caller, turn)).Citations, citation => Assert.Equal("policy", citation.Document));
        // It is looked for again as it was, whatever the assistant reads by then.
        await SaveAsync(node, caller, new ReadingChoice([], [], null));
        var log = await database.ScalarAsync<Guid>("select id from retrieval_log where turn_id = $1", turn.TurnId);
        var again = (await node.Get<RetrievalReplay>().ReplayAsync(caller, log, Cancellation)).Value!;
        Assert.NotEmpty(again.Passages);
        Assert.All(again.Passages, passage => Assert.Equal("policy", passage.Chunk!.Document));
        Assert.Equal("draft, policy", await FoundAsync(caller, await AskAsync(node, caller)));
        // Those who look after the base search it again so, too.
        var queries = new KnowledgeQueries(database.Studio);
        var knowledge = await database.ScalarAsync<Guid>("select knowledge_base_id from document where org_id = $1 and name = 'draft'", caller.OrganizationId);
        var rows = (await queries.ListAsync(caller, knowledge, new QueryFilter(), null, Cancellation)).Value!.Rows;
        var narrowed = Assert.Single(rows, row => row.Filter is not null);
        Assert.Equal("with the tag policy", QueryNarrowing.Describe(QueryNarrowing.Of(narrowed)));
        var replays = new QueryReplays(queries, node.Get<PassageRetriever>());
        Assert.Empty((await replays.RunAsync(caller, narrowed, Cancellation)).Value!.New);
    }

    [Fact]
    public async Task Assistant_ThatReadsNothingOld_LeavesOutWhatIsOlder()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);
        await database.ExecuteAsync("update document_version v set created_at = now() - interval '40 days' from document d where d.org_id = $1 and d.id = v.document_id and d.name = 'draft'", caller.OrganizationId);

        await SaveAsync(node, caller, new ReadingChoice([], [], 41));
        Assert.Equal("draft, policy", await FoundAsync(caller, await AskAsync(node, caller)));
        await SaveAsync(node, caller, new ReadingChoice([], [], 39));
        var turn = await AskAsync(node, caller);

        Assert.Equal("policy", await FoundAsync(caller, turn));
        Assert.Equal(39.0, await database.ScalarAsync<double>("""
            select extract(day from date_trunc('day', now() at time zone 'utc') - (filter ->> 'changedAfter')::timestamptz at time zone 'utc')::float8 from retrieval_log where turn_id = $1
            """, turn.TurnId));
    }

    [Fact]
    public async Task Conversation_NarrowedToTags_StaysSoUntilThatIsLifted()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);

        var first = await AskAsync(node, caller, tags: ["Draft"]);
        var second = await AskAsync(node, caller, first.ConversationId);
        var retried = (await node.Turns.RetryAsync(caller, second.AnswerId, Cancellation)).Value!;
        await node.WatchAsync(caller, retried.TurnId);

        Assert.Equal("draft", await FoundAsync(caller, first));
        Assert.Equal("draft", await FoundAsync(caller, second));
        Assert.Equal("draft", await FoundAsync(caller, retried));
        Assert.Equal(["draft"], (await node.Conversations.GetAsync(caller, first.ConversationId, Cancellation)).Value!.NarrowedTags);
        Assert.Equal("draft, policy", await FoundAsync(caller, await AskAsync(node, caller)));
        Assert.Equal("draft, policy", await FoundAsync(caller, await AskAsync(node, caller, first.ConversationId, tags: [])));
        Assert.Equal("tags_invalid", (await node.Turns.AskAsync(caller, new AskRequest(null, null, Question) { Tags = [new string('a', 51)] }, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Conversation_NarrowedToATagThatTheAssistantDoesNotRead_FindsNothing()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);
        await SaveAsync(node, caller, new ReadingChoice([], ["policy"], null));

        var readings = node.Get<AssistantReadings>();
        Assert.Equal(["2026", "policy"], await readings.TagsAsync(caller, await AssistantAsync(caller), Cancellation));
        Assert.Equal("policy", await FoundAsync(caller, await AskAsync(node, caller, tags: ["2026"])));
        Assert.Null(await FoundAsync(caller, await AskAsync(node, caller, tags: ["draft"])));
    }

    [Fact]
    public async Task ApprovedAnswer_ToAQuestionThatIsNarrowedToTags_IsNotGiven()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);
        var knowledge = await database.ScalarAsync<Guid>("select knowledge_base_id from document where org_id = $1 and name = 'policy'", caller.OrganizationId);
        var curation = node.Get<CurationService>();
        var answer = (await curation.ProposeAsync(caller, knowledge, Question, "Ask the quartermaster.", Cancellation)).Value;
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Admin);
        Assert.True((await curation.ApproveAsync(colleague, answer, Cancellation)).Succeeded);

        await SaveAsync(node, caller, new ReadingChoice([], [], 30));
        var given = await AskAsync(node, caller);
        var narrowed = await AskAsync(node, caller, tags: ["policy"]);

        Assert.Contains("quartermaster", (await node.AnswerAsync(caller, given)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("quartermaster", (await node.AnswerAsync(caller, narrowed)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerToASimilarQuestion_ThatReadOtherDocuments_IsNotGivenAgain()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);
        var saved = await node.Get<CachingSettings>().SaveAsync(caller, await AssistantAsync(caller), new CachingChoice(60, Semantic: true, Threshold: 0.9, RecheckPercent: 0), Cancellation);
        Assert.True(saved.Succeeded);
        await AskAsync(node, caller, tags: ["draft"]);

        var alike = await AskAsync(node, caller, text: "how many days of paid leave does an employee have", tags: ["draft"]);
        var other = await AskAsync(node, caller, text: "How many days of paid leave does an employee have!", tags: ["policy"]);

        Assert.NotNull((await node.AnswerAsync(caller, alike)).Facts!.Origin);
        Assert.Null((await node.AnswerAsync(caller, other)).Facts!.Origin);
        // What bears the tag now is something else, though no document was replaced.
        await database.ExecuteAsync("update document set tags = array['draft'] where org_id = $1", caller.OrganizationId);
        var later = await AskAsync(node, caller, text: "How many days of paid leave has an employee?", tags: ["draft"]);
        Assert.Null((await node.AnswerAsync(caller, later)).Facts!.Origin);
    }

    [Fact]
    public async Task Reading_Changed_StandsInTheActivityLog_AndWhatCannotBeIsRefused()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await OpenAsync(node);
        var (readings, assistant) = (node.Get<AssistantReadings>(), await AssistantAsync(caller));
        var bases = await database.ScalarAsync<Guid[]>("select array_agg(id order by name) from knowledge_base where org_id = $1", caller.OrganizationId);
        var (stranger, member) = (await node.CreateOrganizationAsync(database), await database.AddMemberAsync(caller.OrganizationId, Role.Finance));

        await SaveAsync(node, caller, new ReadingChoice([bases![0]], ["policy", "2026"], 365));
        // What it names may be archived afterwards, and stays until it is taken away.
        await database.ExecuteAsync("update knowledge_base set archived_at = now() where id = any($1)", (object)bases);
        await SaveAsync(node, caller, new ReadingChoice([bases[0]], [], null));

        var reading = (await readings.GetAsync(caller, assistant, Cancellation)).Value!;
        Assert.Equal((bases[0], true, 0, null), (reading.Bases.Single().Id, reading.Bases.Single().Archived, reading.Tags.Count, reading.Days));
        Assert.Equal("""365 ["2026", "policy"] 1 > - [] 1""", await database.ScalarAsync<string>("""
            select concat_ws(' ', before ->> 'days', before ->> 'tags', jsonb_array_length(before::jsonb -> 'bases'), '>', coalesce(after ->> 'days', '-'), after ->> 'tags', jsonb_array_length(after::jsonb -> 'bases'))
            from activity_log where subject_id = $1 and action = 'assistant.reading_changed' order by id desc limit 1
            """, assistant));
        Assert.Equal("bases_invalid", await CodeAsync(caller, new ReadingChoice([bases[1]], [], null)));
        Assert.Equal("bases_invalid", await CodeAsync(caller, new ReadingChoice([Guid.CreateVersion7()], [], null)));
        Assert.Equal("days_invalid", await CodeAsync(caller, new ReadingChoice([], [], 0)));
        Assert.Equal("tags_invalid", await CodeAsync(caller, new ReadingChoice([], [.. Enumerable.Range(0, 21).Select(at => $"tag {at}")], null)));
        Assert.Equal("admins_only", await CodeAsync(member, new ReadingChoice([], [], null)));
        Assert.Equal("assistant_not_found", await CodeAsync(stranger, new ReadingChoice([], [], null)));

        async Task<string?> CodeAsync(Caller who, ReadingChoice choice) => (await readings.SaveAsync(who, assistant, choice, null, Cancellation)).Error?.Code;
    }

    /// <summary>Two documents that answer the question, each with its tag.</summary>
    private async Task<Caller> OpenAsync(ChatNode node)
    {
        var caller = await node.CreateOrganizationAsync(database);
        var policy = await database.AddDocumentAsync(caller, "policy", "Every employee has twenty-eight days of paid leave a year.");
        var draft = await database.AddDocumentAsync(caller, "draft", "Every employee had twenty days of paid leave a year once.");
        await database.ExecuteAsync("update document set tags = array['2026', 'policy'] where id = $1", policy);
        await database.ExecuteAsync("update document set tags = array['draft'] where id = $1", draft);
        return caller;
    }

    private async Task SaveAsync(ChatNode node, Caller caller, ReadingChoice choice)
    {
        var saved = await node.Get<AssistantReadings>().SaveAsync(caller, await AssistantAsync(caller), choice, version: null, Cancellation);
        Assert.True(saved.Succeeded, saved.Error?.Message);
    }

    private Task<Guid> AssistantAsync(Caller caller) => database.ScalarAsync<Guid>("select id from assistant where org_id = $1 and is_default", caller.OrganizationId);

    private static async Task<StartedTurn> AskAsync(ChatNode node, Caller caller, Guid? conversation = null, string text = Question, IReadOnlyList<string>? tags = null)
    {
        var started = await node.Turns.AskAsync(caller, new AskRequest(conversation, null, text) { Tags = tags }, Cancellation);
        Assert.True(started.Succeeded, started.Error?.Message);
        await node.WatchAsync(caller, started.Value.TurnId);
        return started.Value;
    }

    private Task<string?> FilterAsync(StartedTurn turn) => database.ScalarAsync<string>("select filter::text from retrieval_log where turn_id = $1", turn.TurnId);

    /// <summary>The documents that were looked at, by name; null for none.</summary>
    private Task<string?> FoundAsync(Caller caller, StartedTurn turn) => database.ScalarAsync<string>("""
        select string_agg(distinct d.name, ', ' order by d.name)
        from retrieval_log l cross join jsonb_array_elements(l.candidates) c join chunk k on k.id = (c ->> 'chunkId')::uuid join document d on d.id = k.document_id
        where l.org_id = $1 and l.turn_id = $2
        """, caller.OrganizationId, turn.TurnId);
}
