using AiStudio.Features.Knowledge.Quotes;
using AiStudio.Features.Knowledge.Readers;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class ReaderTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly ReaderChoice s_nobody = new(false, [], [], []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_RemovedAsAReader_SeesNoRowAndOpensNoCitation()
    {
        await using var bench = await OpenAsync();
        var member = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);
        await SetAsync(bench, s_nobody with { UserIds = [member.UserId] });
        var cited = (await bench.SearchAsync(member, "paid leave")).Passages[0];
        Assert.True((await bench.Reader.OpenAsync(member, cited.DocumentId, cited.ChunkId, 0, Cancellation)).Succeeded);

        var passages = new CitedPassages(database.Studio);
        Assert.Contains("twenty-eight", (await passages.ReadAsync(member, [cited.ChunkId], Cancellation))[cited.ChunkId], StringComparison.Ordinal);

        await SetAsync(bench, s_nobody);

        Assert.Empty(await passages.ReadAsync(member, [cited.ChunkId], Cancellation));
        Assert.Empty((await bench.SearchAsync(member, "paid leave")).Candidates);
        Assert.Equal("document_not_found", (await bench.Reader.OpenAsync(member, cited.DocumentId, cited.ChunkId, 0, Cancellation)).Error?.Code);
        foreach (var table in new[] { "knowledge_base", "document", "document_version", "chunk", "chunk_embedding", "posting" })
        {
            Assert.Equal(0, await CountAsync(member, table));
        }

        Assert.True((await bench.Reader.OpenAsync(bench.Caller, cited.DocumentId, cited.ChunkId, 0, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Readers_ByRoleGroupAndPerson_AreThoseAndNoOthers()
    {
        await using var bench = await OpenAsync();
        var (finance, grouped, named, other) = (await JoinAsync(bench, Role.Finance), await JoinAsync(bench, Role.Member), await JoinAsync(bench, Role.Member), await JoinAsync(bench, Role.Member));
        var group = (await bench.Groups.CreateAsync(bench.Caller, Guid.CreateVersion7(), "Works council", Cancellation)).Value;
        Assert.True((await bench.Groups.ChangeAsync(bench.Caller, group, null, [grouped.UserId], null, Cancellation)).Succeeded);

        await SetAsync(bench, new ReaderChoice(false, ["finance"], [group], [named.UserId]));

        Assert.Equal((1, 1), (await CountAsync(finance, "knowledge_base"), await CountAsync(grouped, "knowledge_base")));
        Assert.Equal((1, 0), (await CountAsync(named, "knowledge_base"), await CountAsync(other, "knowledge_base")));
        var list = (await bench.Readers.ReadAsync(bench.Caller, bench.BaseId, Cancellation)).Value!;
        Assert.Equal((false, "finance", "Works council", 1, named.UserId), (list.Everybody, list.Roles[0], list.Groups[0].Name, list.Groups[0].Members, list.People[0].Id));

        Assert.True((await bench.Groups.ChangeAsync(bench.Caller, group, "Council", [], null, Cancellation)).Succeeded);
        Assert.Equal(0, await CountAsync(grouped, "knowledge_base"));

        await SetAsync(bench, s_nobody with { Everybody = true });
        Assert.Equal(1, await CountAsync(other, "knowledge_base"));
    }

    [Fact]
    public async Task Base_WhoseLastReaderLeaves_StaysClosed()
    {
        await using var bench = await OpenAsync();
        var (last, other) = (await JoinAsync(bench, Role.Member), await JoinAsync(bench, Role.Member));
        var group = (await bench.Groups.CreateAsync(bench.Caller, Guid.CreateVersion7(), "Board", Cancellation)).Value;
        await SetAsync(bench, s_nobody with { GroupIds = [group], UserIds = [last.UserId] });

        await database.ExecuteAsync("delete from membership where org_id = $1 and user_id = $2", last.OrganizationId, last.UserId);
        Assert.True((await bench.Groups.DeleteAsync(bench.Caller, group, Cancellation)).Succeeded);

        Assert.Equal(0, await CountAsync(other, "knowledge_base"));
        Assert.False((await bench.Readers.ReadAsync(bench.Caller, bench.BaseId, Cancellation)).Value!.Everybody);
    }

    [Fact]
    public async Task Readers_Changed_AreInTheActivityLog()
    {
        await using var bench = await OpenAsync();
        var member = await JoinAsync(bench, Role.Member);

        await SetAsync(bench, s_nobody with { UserIds = [member.UserId] });

        Assert.Equal(1, await database.ScalarAsync<long>("""
            select count(*) from activity_log where org_id = $1 and action = 'knowledge_base.readers_changed' and subject_id = $2 and actor_id = $3
            and detail -> 'people' ->> 0 = $4
            """, bench.Caller.OrganizationId, bench.BaseId, bench.Caller.UserId, member.UserId.ToString()));
    }

    [Fact]
    public async Task Readers_OfWhatIsNotTheirs_AreRefused()
    {
        await using var bench = await OpenAsync();
        var member = await JoinAsync(bench, Role.Member);
        var stranger = await database.CreateOrganizationAsync();

        Assert.Equal("admins_only", (await bench.Readers.SetAsync(member, bench.BaseId, s_nobody, null, Cancellation)).Error?.Code);
        Assert.Equal("knowledge_base_not_found", (await bench.Readers.SetAsync(stranger, bench.BaseId, s_nobody, null, Cancellation)).Error?.Code);
        Assert.Equal("reader_not_found", (await bench.Readers.SetAsync(bench.Caller, bench.BaseId, s_nobody with { UserIds = [stranger.UserId] }, null, Cancellation)).Error?.Code);
        Assert.Equal("readers_invalid", (await bench.Readers.SetAsync(bench.Caller, bench.BaseId, s_nobody with { Roles = ["owner"] }, null, Cancellation)).Error?.Code);
        Assert.Equal("stale", (await bench.Readers.SetAsync(bench.Caller, bench.BaseId, s_nobody, version: 1, Cancellation)).Error?.Code);
        Assert.True((await bench.Readers.ReadAsync(bench.Caller, bench.BaseId, Cancellation)).Value!.Everybody);
    }

    private static async Task SetAsync(KnowledgeBench bench, ReaderChoice choice)
    {
        var set = await bench.Readers.SetAsync(bench.Caller, bench.BaseId, choice, null, Cancellation);
        Assert.True(set.Succeeded, set.Error?.Message);
    }

    private Task<Caller> JoinAsync(KnowledgeBench bench, Role role) => database.AddMemberAsync(bench.Caller.OrganizationId, role);

    private async Task<long> CountAsync(Caller caller, string table)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, Cancellation);
        return await RowCount.OfAsync(db, table, Cancellation);
    }

    private async Task<KnowledgeBench> OpenAsync()
    {
        var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("leave.md", "# Leave\n\nEvery employee has twenty-eight days of paid leave a year. It is asked for in the portal.\n");
        await bench.RunJobsAsync();
        return bench;
    }
}
