using AiStudio.Features.Chat;
using AiStudio.Features.Models.Caching;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;

namespace AiStudio.IntegrationTests.Chat;

public sealed class CachedAnswerTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Question = "How many days of paid leave does an employee have?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SameQuestion_OfAColleague_IsAnsweredFromTheCache()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var owner = await node.CreateOrganizationAsync(database);
        var (first, second, admin) = (await MemberAsync(owner), await MemberAsync(owner), await MemberAsync(owner, Role.Admin));

        var said = await AskAsync(node, first);
        var again = await AskAsync(node, second);
        var other = await AskAsync(node, admin);

        Assert.Equal((said.Text, said.Facts!.ServedModel), (again.Text, again.Facts!.ServedModel));
        Assert.Equal((0, 0, said.Facts.CostNanoUsd), (again.Facts.CostNanoUsd, again.Facts.OutputTokens, again.Facts.Origin!.SavedNanoUsd));
        Assert.Null(said.Facts.Origin);
        Assert.Null(other.Facts!.Origin);
        Assert.Equal(2, emulator.Bill.Rows.Count);
        Assert.Equal($"exact {said.Facts.CostNanoUsd} completed", await database.ScalarAsync<string>(
            "select concat_ws(' ', cache_kind, saved_nano_usd, ending) from call where id = $1", again.Facts.CallId));
    }

    [Fact]
    public async Task SameWords_InTwoConversationsWithTheSamePast_AreNotSharedBetweenPeople()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var owner = await node.CreateOrganizationAsync(database);
        var (first, second) = (await MemberAsync(owner), await MemberAsync(owner));

        foreach (var person in new[] { first, second })
        {
            var turn = await node.AskAsync(person, Question);
            await node.WatchAsync(person, turn.TurnId);
            var next = await AskAsync(node, person, "And part-time?", turn.ConversationId);
            Assert.Null(next.Facts!.Origin);
        }

        Assert.Equal(3, emulator.Bill.Rows.Count);
    }

    [Fact]
    public async Task Retry_AsksTheModelAndItsAnswerIsTheOneGivenAgain()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var owner = await node.CreateOrganizationAsync(database);
        var turn = await node.AskAsync(owner, Question);
        await node.WatchAsync(owner, turn.TurnId);

        var retried = (await node.Turns.RetryAsync(owner, turn.AnswerId, Cancellation)).Value!;
        await node.WatchAsync(owner, retried.TurnId);
        var again = await AskAsync(node, owner);

        Assert.Null((await node.AnswerAsync(owner, retried)).Facts!.Origin);
        Assert.NotNull(again.Facts!.Origin);
        Assert.Equal(2, emulator.Bill.Rows.Count);
    }

    [Fact]
    public async Task Assistant_ThatKeepsNothing_AsksEveryTime()
    {
        await using var emulator = await ProviderEmulatorHost.StartAsync(cancellationToken: Cancellation);
        await using var node = await ChatNode.StartAsync(database, emulator);
        var owner = await node.CreateOrganizationAsync(database);
        await SetAsync(node, owner, new CachingChoice(KeepMinutes: 0, Semantic: true, Threshold: 0.9, RecheckPercent: 0));

        await AskAsync(node, owner);
        await AskAsync(node, owner);

        Assert.Equal(2, emulator.Bill.Rows.Count);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from response_cache where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task SimilarQuestion_GetsTheAnswerWithItsCitationsUntilADocumentChanges()
    {
        await using var node = await ChatNode.StartAsync(database);
        var owner = await node.CreateOrganizationAsync(database);
        var document = await database.AddDocumentAsync(owner, "Handbook", "Every employee has twenty-eight days of paid leave a year.", "The canteen opens at noon.");
        await SetAsync(node, owner, new CachingChoice(KeepMinutes: 60, Semantic: true, Threshold: 0.9, RecheckPercent: 100));
        var said = await AskAsync(node, owner);

        var similar = await AskAsync(node, owner, "how many days of paid leave does an employee have");
        await ReindexAsync(owner, document);
        var later = await AskAsync(node, owner, "How many days of paid leave does an employee have!");

        Assert.Equal((said.Text, Question), (similar.Text, similar.Facts!.Origin!.Question));
        Assert.InRange(similar.Facts.Origin.Similarity!.Value, 0.9, 1.0001);
        Assert.NotEmpty(said.Citations);
        Assert.Equal(said.Citations, similar.Citations);
        Assert.Null(later.Facts!.Origin);
        Assert.Equal("agrees", await VerdictAsync(similar.Facts.CallId));
    }

    private static async Task<MessageView> AskAsync(ChatNode node, Caller caller, string text = Question, Guid? conversation = null)
    {
        var turn = await node.AskAsync(caller, text, conversation);
        await node.WatchAsync(caller, turn.TurnId);
        return await node.AnswerAsync(caller, turn);
    }

    private static async Task SetAsync(ChatNode node, Caller owner, CachingChoice choice)
    {
        var settings = node.Get<CachingSettings>();
        var assistant = Assert.Single((await settings.ListAsync(owner, Cancellation)).Value!);
        Assert.True((await settings.SaveAsync(owner, assistant.AssistantId, choice, Cancellation)).Succeeded);
    }

    private Task<Caller> MemberAsync(Caller owner, Role role = Role.Member) => database.AddMemberAsync(owner.OrganizationId, role);

    private async Task ReindexAsync(Caller owner, Guid document)
    {
        var version = Guid.CreateVersion7();
        await database.ExecuteAsync("""
            insert into document_version (org_id, id, document_id, number, media_type, size_bytes, content_hash, original) values ($1, $2, $3, 2, 'text/plain', 1, '', '')
            """, owner.OrganizationId, version, document);
        await database.ExecuteAsync("update chunk set document_version_id = $2 where org_id = $1", owner.OrganizationId, version);
        await database.ExecuteAsync("update document set current_version_id = $2 where org_id = $1", owner.OrganizationId, version);
    }

    private async Task<string?> VerdictAsync(Guid call)
    {
        while (true)
        {
            var verdict = await database.ScalarAsync<string>("select verdict from semantic_hit where call_id = $1", call);
            if (verdict is not (null or "pending"))
                return verdict;
            await Task.Delay(50, Cancellation);
        }
    }
}
