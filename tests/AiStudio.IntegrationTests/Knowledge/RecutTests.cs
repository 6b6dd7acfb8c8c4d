using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class RecutTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recut_OfABaseThatIsSetOtherwise_CutsEachDocumentOnce()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var (first, second) = (await bench.AddAsync("first.md", Prose("first")), await bench.AddAsync("second.md", Prose("second")));
        await bench.RunJobsAsync();
        var before = (await bench.RowAsync(first)).ChunkCount;
        Assert.Equal("nothing_to_cut", (await bench.Recuts.StartAsync(bench.Caller, bench.BaseId, Cancellation)).Error?.Code);
        Assert.True((await bench.Bases.CutAsync(bench.Caller, bench.BaseId, 60, 0, Cancellation)).Succeeded);
        Assert.Equal((2, null), await ReadAsync(bench));

        Assert.True((await bench.Recuts.StartAsync(bench.Caller, bench.BaseId, Cancellation)).Succeeded);
        Assert.Equal("recut_running", (await bench.Recuts.StartAsync(bench.Caller, bench.BaseId, Cancellation)).Error?.Code);
        Assert.Equal("2", await bench.ScalarAsync<string>("select string_agg(detail ->> 'documents', ' ') from activity_log where subject_id = $1 and action = 'knowledge_base.recut_started'", bench.BaseId));
        await bench.RunJobsAsync();

        Assert.Equal((0, null), await ReadAsync(bench));
        foreach (var document in new[] { first, second })
        {
            var row = await bench.RowAsync(document);
            Assert.Equal(("ready", 2), (row.State, row.Version));
            Assert.True(row.ChunkCount > before, $"{row.ChunkCount} chunks, {before} before");
        }

        Assert.Equal(0, await bench.ScalarAsync<long>("""
            select count(*) from chunk c join document d on d.org_id = c.org_id and d.id = c.document_id and d.current_version_id = c.document_version_id
            where c.org_id = $1 and not exists (select 1 from chunk_embedding e where e.org_id = c.org_id and e.chunk_id = c.id)
            """, bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task Recut_OfOneDocument_LeavesTheOthers()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var (first, second) = (await bench.AddAsync("first.md", Prose("first")), await bench.AddAsync("second.md", Prose("second")));
        await bench.RunJobsAsync();
        var cited = (await bench.SearchAsync("first sentence")).Passages[0];
        await bench.Bases.CutAsync(bench.Caller, bench.BaseId, 60, 0, Cancellation);
        Assert.True((await bench.Reader.OpenAsync(bench.Caller, first, null, 0, Cancellation)).Value!.IsCutOtherwise);

        Assert.True((await bench.Recuts.StartDocumentAsync(bench.Caller, first, Cancellation)).Succeeded);
        Assert.Equal("nothing_to_cut", (await bench.Recuts.StartDocumentAsync(bench.Caller, first, Cancellation)).Error?.Code);
        Assert.Equal(1L, await bench.ScalarAsync<long>("select count(*) from activity_log where subject_id = $1 and action = 'document.recut_started' and detail ->> 'name' = 'first.md'", first));
        await bench.RunJobsAsync();

        Assert.Equal((1, null), await ReadAsync(bench));
        Assert.False((await bench.Reader.OpenAsync(bench.Caller, first, null, 0, Cancellation)).Value!.IsCutOtherwise);
        Assert.Equal(1, (await bench.RowAsync(second)).Version);
        // A citation from before still opens what was cited.
        var opened = (await bench.Reader.OpenAsync(bench.Caller, cited.DocumentId, cited.ChunkId, 0, Cancellation)).Value!;
        Assert.Contains(opened.Parts, part => part.ChunkId == cited.ChunkId && part.Text == cited.Text);
    }

    private static async Task<(int Outdated, int? Percent)> ReadAsync(KnowledgeBench bench)
    {
        var view = await bench.Recuts.ReadAsync(bench.Caller, bench.BaseId, Cancellation);
        return (view.Outdated, view.Percent);
    }

    private static string Prose(string name) => $"# About the {name}\n\n" + string.Join("\n\n", Enumerable.Range(0, 30).Select(at =>
        $"This is sentence {at} of the {name} document, and it says something about matter {at} that no other sentence says in the same words."));
}
