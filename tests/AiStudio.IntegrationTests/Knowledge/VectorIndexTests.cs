using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class VectorIndexTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Text = "# Harbour\n\n## Cranes\n\nThe blue crane lifts forty tonnes.\n\n## Tugs\n\nThe tug Amelia waits at pier nine.\n";

    [Fact]
    public async Task Base_ThatHasBecomeLarge_IsMovedIntoTheIndexAndFoundByIt()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var id = await bench.AddAsync("harbour.md", Text);
        await bench.RunJobsAsync();
        Assert.Equal("none 2", await StateAsync(bench));

        await database.ExecuteAsync("update document set chunk_count = 60000 where id = $1", id);
        await bench.AddAsync("more.md", "# More\n\nThe lighthouse keeper paints on Sundays.");
        Assert.Equal("filling 2", await StateAsync(bench));
        await bench.RunJobsAsync();

        Assert.Equal("complete 0", await StateAsync(bench));
        Assert.Contains((await bench.SearchAsync("where does the tug Amelia wait?")).Candidates, found => found.Vector is not null && found.Chunk.Text.Contains("pier nine", StringComparison.Ordinal));
        await bench.AddAsync("late.md", "# Late\n\nA ferry leaves at midnight.");
        await bench.RunJobsAsync();
        Assert.Equal("complete 0", await StateAsync(bench));
    }

    private static Task<string?> StateAsync(KnowledgeBench bench) => bench.ScalarAsync<string>("""
        select b.vector_index || ' ' || (select count(*) from chunk_embedding e where e.org_id = b.org_id and e.knowledge_base_id = b.id and not e.in_index)
        from knowledge_base b where b.id = $1
        """, bench.BaseId);
}
