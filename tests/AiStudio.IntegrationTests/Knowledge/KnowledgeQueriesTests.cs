using AiStudio.Features.Chat;
using AiStudio.Features.Knowledge.Queries;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class KnowledgeQueriesTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Answered = "How many days of paid leave does an employee have?";
    private const string Unanswered = "Which volcano erupted near Reykjavik?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_AfterChats_SaysWhatWasAskedAndFoundNewestFirst()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, baseId) = await OpenAsync(node);
        await AskAsync(node, caller, Answered);
        await AskAsync(node, caller, Unanswered);

        var page = (await QueriesOf(node).ListAsync(caller, baseId, new QueryFilter(), null, Cancellation)).Value!;

        Assert.Equal([Unanswered, Answered], page.Rows.Select(row => row.Query));
        Assert.Equal([false, true], page.Rows.Select(row => row.Good));
        Assert.True(page.Rows[1] is { Used: > 0, BestWords: > 0, Source: "chat" });
        Assert.True(page.Keeps);
        Assert.False(page.More);
    }

    [Fact]
    public async Task List_Narrowed_HoldsOnlyThose()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, baseId) = await OpenAsync(node);
        var answer = await AskAsync(node, caller, Answered);
        await AskAsync(node, caller, Unanswered);
        await node.Get<FeedbackService>().RateAsync(caller, answer, -1, "wrong", Cancellation);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

        Assert.Equal([Unanswered], await AskedAsync(new QueryFilter(QueryQuality.NoGoodResult)));
        Assert.Equal([Answered], await AskedAsync(new QueryFilter(QueryQuality.ThumbDown)));
        Assert.Equal([Answered], await AskedAsync(new QueryFilter(Words: "PAID leave")));
        Assert.Equal(2, (await AskedAsync(new QueryFilter(From: today.AddDays(-1), To: today.AddDays(1)))).Count);
        Assert.Empty(await AskedAsync(new QueryFilter(To: today.AddDays(-2))));
        Assert.Empty(await AskedAsync(new QueryFilter(Source: "search")));

        await node.Get<FeedbackService>().RateAsync(caller, answer, null, null, Cancellation);
        Assert.Empty(await AskedAsync(new QueryFilter(QueryQuality.ThumbDown)));

        async Task<List<string>> AskedAsync(QueryFilter filter) =>
            [.. (await QueriesOf(node).ListAsync(caller, baseId, filter, null, Cancellation)).Value!.Rows.Select(row => row.Query)];
    }

    [Fact]
    public async Task List_LongerThanAPage_GoesOnWhereThePageEnded()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, baseId) = await OpenAsync(node);
        for (var i = 0; i < KnowledgeQueries.PageSize + 3; i++)
        {
            await database.ExecuteAsync("""
                insert into retrieval_log (org_id, id, owner_id, query, candidates, duration_ms, knowledge_base_ids) values ($1, $2, $3, $4, '[]', 1, array[$5])
                """, caller.OrganizationId, Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddSeconds(i)), caller.UserId, $"question {i}", baseId);
        }

        var first = (await QueriesOf(node).ListAsync(caller, baseId, new QueryFilter(), null, Cancellation)).Value!;
        var second = (await QueriesOf(node).ListAsync(caller, baseId, new QueryFilter(), first.Rows[^1].Id, Cancellation)).Value!;

        Assert.True(first.More);
        Assert.Equal(["question 2", "question 1", "question 0"], second.Rows.Select(row => row.Query));
        Assert.False(second.More);
    }

    [Fact]
    public async Task Rows_SeenByOthersThanKeepers_AreNone()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, baseId) = await OpenAsync(node);
        await AskAsync(node, caller, Answered);
        var member = await database.AddMemberAsync(caller.OrganizationId, Role.Member);
        var admin = await database.AddMemberAsync(caller.OrganizationId, Role.Admin);

        Assert.Equal("admins_only", (await QueriesOf(node).ListAsync(member, baseId, new QueryFilter(), null, Cancellation)).Error?.Code);
        Assert.Equal("query_not_found", (await QueriesOf(node).CandidatesAsync(member, await NewestAsync(), Cancellation)).Error?.Code);
        Assert.Single((await QueriesOf(node).ListAsync(admin, baseId, new QueryFilter(), null, Cancellation)).Value!.Rows);
        // Who asked is the person's own log's to say, and that stays the person's.
        Assert.Equal(0, await database.ScalarAsync<long>("""
            select count(*) from information_schema.columns where table_name in ('knowledge_query', 'knowledge_query_base')
            and (column_name like '%user%' or column_name like '%owner%' or column_name like '%turn%' or column_name like '%conversation%')
            """));

        Task<Guid> NewestAsync() => database.ScalarAsync<Guid>("select id from knowledge_query where org_id = $1 order by id desc limit 1", caller.OrganizationId);
    }

    [Fact]
    public async Task Rows_WhenTheChatIsGone_AreGoneToo()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, _) = await OpenAsync(node);
        await AskAsync(node, caller, Answered);

        await database.ExecuteAsync("delete from conversation where org_id = $1", caller.OrganizationId);

        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from knowledge_query where org_id = $1", caller.OrganizationId));
    }

    [Fact]
    public async Task Keep_TurnedOff_DeletesAndKeepsNoMore()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, baseId) = await OpenAsync(node);
        await AskAsync(node, caller, Answered);

        Assert.True((await QueriesOf(node).KeepAsync(caller, baseId, keep: false, Cancellation)).Succeeded);
        await AskAsync(node, caller, Unanswered);

        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from knowledge_query where org_id = $1", caller.OrganizationId));
        Assert.False((await QueriesOf(node).ListAsync(caller, baseId, new QueryFilter(), null, Cancellation)).Value!.Keeps);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from retrieval_log where org_id = $1", caller.OrganizationId));
    }

    [Fact]
    public async Task Replay_AfterTheDocumentChanged_ShowsThenAndNow()
    {
        await using var node = await ChatNode.StartAsync(database);
        var (caller, baseId) = await OpenAsync(node);
        await AskAsync(node, caller, Answered);
        var query = (await QueriesOf(node).ListAsync(caller, baseId, new QueryFilter(), null, Cancellation)).Value!.Rows[0];
        var replays = new QueryReplays(QueriesOf(node), node.Get<PassageRetriever>());

        var same = (await replays.RunAsync(caller, query, Cancellation)).Value!;
        await database.ExecuteAsync("delete from document where org_id = $1", caller.OrganizationId);
        var gone = (await replays.RunAsync(caller, query, Cancellation)).Value!;

        Assert.True(same.Good);
        Assert.All(same.Then, one => Assert.Equal(one.Place, one.Now));
        Assert.Contains(same.Then, one => one is { Used: true, Document: "Handbook", Words.Rank: 1 });
        Assert.False(gone.Good);
        Assert.All(gone.Then, one => Assert.Equal((0, null), (one.Now, one.Document)));
    }

    private static KnowledgeQueries QueriesOf(ChatNode node) => new(node.Get<StudioDatabase>());

    private static async Task<Guid> AskAsync(ChatNode node, Caller caller, string question)
    {
        var turn = await node.AskAsync(caller, question);
        await node.WatchAsync(caller, turn.TurnId);
        return turn.AnswerId;
    }

    private async Task<(Caller Caller, Guid BaseId)> OpenAsync(ChatNode node)
    {
        var caller = await node.CreateOrganizationAsync(database);
        var document = await database.AddDocumentAsync(caller, "Handbook", "Every employee has twenty-eight days of paid leave a year.", "The canteen opens at noon.");
        return (caller, await database.ScalarAsync<Guid>("select knowledge_base_id from document where id = $1", document));
    }
}
