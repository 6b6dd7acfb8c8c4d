using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class RetrievalTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Leave = "# Leave\n\nEvery employee has twenty-eight days of paid leave a year. It is asked for in the portal.\n";
    private const string Canteen = "# Canteen\n\nThe canteen opens at noon. Lunch costs four euros.\n";

    [Fact]
    public async Task Search_OfAQuestion_FindsThePassageWithItsScores()
    {
        await using var bench = await OpenAsync();

        var found = await bench.SearchAsync("How many days of paid leave does an employee have?");

        Assert.Equal("leave.md", found.Passages[0].Document);
        Assert.True(found.Fits);
        Assert.Equal(1, found.Candidates[0].Words?.Rank);
        Assert.Equal(1, found.Candidates[0].Vector?.Rank);
        Assert.Equal(1, found.Passages[0].Score, 6);
    }

    [Fact]
    public async Task Search_WithATypingError_StillFinds()
    {
        await using var bench = await OpenAsync();

        Assert.Equal("canteen.md", (await bench.SearchAsync("when does the canten oepn")).Passages[0].Document);
    }

    [Fact]
    public async Task Search_ForWhatNoDocumentSays_SaysThatNothingFits()
    {
        await using var bench = await OpenAsync();

        Assert.False((await bench.SearchAsync("Which volcano erupted near Reykjavik?")).Fits);
    }

    [Fact]
    public async Task Postings_AfterReplacingAndDeleting_AreThoseOfTheCurrentVersions()
    {
        await using var bench = await OpenAsync();
        await bench.AddAsync("leave.md", "# Leave\n\nHolidays are thirty.\n");
        await bench.RunJobsAsync();

        Assert.Empty(await StrayAsync(bench));
        Assert.Equal(0, await PostingsAsync(bench, "portal"));
        Assert.Equal(1, await PostingsAsync(bench, "thirti"));

        await bench.Documents.DeleteAsync(bench.Caller, (await bench.SearchAsync("holidays")).Passages[0].DocumentId, TestContext.Current.CancellationToken);

        Assert.Equal(0, await PostingsAsync(bench, "thirti"));
    }

    [Fact]
    public async Task Search_InAnotherLanguage_StemsAsThatLanguageDoes()
    {
        await using var bench = await OpenAsync();
        await bench.AddAsync("urlaub.md", "# Urlaub\n\nDie Anträge werden von der Abteilung geprüft und sind mit dem Formular zu stellen. Das ist für alle gleich.\n");
        await bench.RunJobsAsync();

        Assert.Equal(1, await PostingsAsync(bench, "abteil"));
        Assert.Equal("urlaub.md", (await bench.SearchAsync("Welche Abteilungen prüfen?")).Passages[0].Document);
    }

    [Fact]
    public async Task Search_WithAFilter_SeesOnlyThoseDocuments()
    {
        await using var bench = await OpenAsync();
        var canteen = (await bench.SearchAsync("canteen")).Passages[0].DocumentId;

        var found = await bench.SearchAsync(bench.Caller, "paid leave days", new SearchFilter(DocumentIds: [canteen], ChangedAfter: DateTimeOffset.UnixEpoch));

        Assert.All(found.Candidates, candidate => Assert.Equal(canteen, candidate.Chunk.DocumentId));
    }

    [Fact]
    public async Task Search_FilteredByTime_GoesByWhenTheTextCameInAndNotByWhatWasDoneWithIt()
    {
        await using var bench = await OpenAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var leave = (await bench.SearchAsync("paid leave")).Passages[0].DocumentId;
        await database.ExecuteAsync("update document_version set created_at = '2020-01-01' where document_id = $1", leave);
        Assert.True((await bench.Bases.CutAsync(bench.Caller, bench.BaseId, 50, 0, cancellation)).Succeeded);
        Assert.True((await bench.Recuts.StartDocumentAsync(bench.Caller, leave, cancellation)).Succeeded);
        await bench.RunJobsAsync();
        var year = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var before = await bench.SearchAsync(bench.Caller, "paid leave canteen", new SearchFilter(ChangedBefore: year));
        var after = await bench.SearchAsync(bench.Caller, "paid leave canteen", new SearchFilter(ChangedAfter: year));

        Assert.Equal([leave], before.Candidates.Select(candidate => candidate.Chunk.DocumentId).Distinct());
        Assert.NotEmpty(after.Candidates);
        Assert.DoesNotContain(after.Candidates, candidate => candidate.Chunk.DocumentId == leave);
    }

    [Fact]
    public async Task Search_ByAReader_EndsWithTheRight()
    {
        await using var bench = await OpenAsync();
        var member = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);
        var other = await database.AddMemberAsync(bench.Caller.OrganizationId, Role.Member);
        var group = Guid.CreateVersion7();
        await database.ExecuteAsync("insert into reader_group (org_id, id, name) values ($1, $2, 'Staff')", member.OrganizationId, group);
        await database.ExecuteAsync("insert into reader_group_member (org_id, group_id, user_id) values ($1, $2, $3)", member.OrganizationId, group, member.UserId);
        Assert.NotEmpty((await bench.SearchAsync(other, "paid leave")).Passages);

        await database.ExecuteAsync(
            "insert into knowledge_base_reader (org_id, id, knowledge_base_id, group_id) values ($1, $2, $3, $4)", member.OrganizationId, Guid.CreateVersion7(), bench.BaseId, group);

        Assert.NotEmpty((await bench.SearchAsync(member, "paid leave")).Passages);
        Assert.Empty((await bench.SearchAsync(other, "paid leave")).Candidates);
        Assert.All(await VisibleAsync(other), count => Assert.Equal(0, count));
        Assert.NotEmpty((await bench.SearchAsync("paid leave")).Passages);

        await database.ExecuteAsync("delete from reader_group_member where org_id = $1 and user_id = $2", member.OrganizationId, member.UserId);

        Assert.Empty((await bench.SearchAsync(member, "paid leave")).Candidates);
        Assert.All(await VisibleAsync(member), count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Search_ByAStranger_FindsNothing()
    {
        await using var bench = await OpenAsync();
        var stranger = await database.CreateOrganizationAsync();

        Assert.Empty((await bench.SearchAsync(stranger, "paid leave")).Candidates);
    }

    [Fact]
    public async Task Search_WithoutTheEmbeddingModel_FindsByWords()
    {
        await using var bench = await OpenAsync();
        bench.Embedder.Before = _ => throw new GatewayException(GatewayErrors.ProviderRejected, "down");

        Assert.Equal("leave.md", (await bench.SearchAsync("paid leave")).Passages[0].Document);
    }

    private async Task<KnowledgeBench> OpenAsync()
    {
        var bench = await new KnowledgeBench(database).OpenAsync();
        await bench.AddAsync("leave.md", Leave);
        await bench.AddAsync("canteen.md", Canteen);
        await bench.RunJobsAsync();
        return bench;
    }

    private async Task<long[]> VisibleAsync(Caller caller)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, TestContext.Current.CancellationToken);
        var counts = new List<long>();
        foreach (var table in new[] { "chunk", "chunk_embedding", "posting", "document_version" })
        {
            counts.Add(await RowCount.OfAsync(db, table, TestContext.Current.CancellationToken));
        }

        return [.. counts];
    }

    private static Task<long> PostingsAsync(KnowledgeBench bench, string lexeme) =>
        bench.ScalarAsync<long>("select count(*) from posting where org_id = $1 and lexeme = $2", bench.Caller.OrganizationId, lexeme)!;

    private static async Task<string> StrayAsync(KnowledgeBench bench) => await bench.ScalarAsync<string>("""
        select string_agg(p.lexeme, ' ') from posting p join chunk c on c.org_id = p.org_id and c.id = p.chunk_id join document d on d.id = c.document_id
        where p.org_id = $1 and d.current_version_id <> c.document_version_id
        """, bench.Caller.OrganizationId) ?? "";
}
