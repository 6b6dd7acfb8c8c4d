using System.Text;
using AiStudio.Features.Knowledge.Quotes;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>Looks everywhere: no row of any table may say what a deleted document said, nor name it or a chunk of it.</summary>
public sealed class DeletedDocumentTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string First = "The xylobrine ledger is kept in the crimson vault below the stairs.";
    private const string Second = "The xylobrine ledger is kept in the emerald vault above the stairs.";

    // They say that there was a document, by its id and the name of its file, and nothing of what stood in it.
    private static readonly string[] s_records = ["activity_log", "job", "job_event"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_Deleted_IsInNoTableAnyMore()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var id = await bench.AddAsync("vault.md", First);
        await bench.RunJobsAsync();
        await bench.AddAsync("vault.md", Second);
        await bench.RunJobsAsync();
        var ids = (await bench.ScalarAsync<Guid[]>("""
            select array_agg(id) from (select id from document where id = $1 union all select id from document_version where document_id = $1 union all select id from chunk where document_id = $1) d
            """, id))!.Select(one => one.ToString()).ToList();
        string[] words = ["xylobrine", Hex("xylobrine"), "crimson vault", "emerald vault", .. ids];
        Assert.Superset(new HashSet<string>(["chunk", "chunk_embedding", "document", "document_version", "posting", "stored_file"]), (await TablesWithAsync(words)).ToHashSet());

        Assert.True((await bench.Documents.DeleteAsync(bench.Caller, id, Cancellation)).Succeeded);

        Assert.Empty((await TablesWithAsync(words)).Except(s_records));
        Assert.Empty(await TablesWithAsync(["xylobrine", Hex("xylobrine"), "crimson vault", "emerald vault"]));
        Assert.Empty((await bench.SearchAsync("xylobrine ledger vault")).Candidates);
    }

    [Fact]
    public async Task Document_CitedAndThenDeleted_LeavesTheQuoteInTheAnswerAndNothingElse()
    {
        await using var node = await ChatNode.StartAsync(database);
        var caller = await node.CreateOrganizationAsync(database);
        await using var bench = await new KnowledgeBench(database).OpenAsync(caller);
        var id = await bench.AddAsync("ferry.md", "The brondal ferry leaves at seven from the northern mooring.\n\nIts bell was cast by Zyxomma and polished in spring.");
        await bench.RunJobsAsync();
        var turn = await node.AskAsync(caller, "When does the brondal ferry leave from the northern mooring?");
        await node.WatchAsync(caller, turn.TurnId);
        var cited = (await node.AnswerAsync(caller, turn)).Citations.Single(citation => citation.DocumentId == id);
        var passages = new CitedPassages(database.Studio);
        Assert.Contains("Zyxomma", (await passages.ReadAsync(caller, [cited.ChunkId], Cancellation))[cited.ChunkId], StringComparison.Ordinal);

        Assert.True((await bench.Documents.DeleteAsync(caller, id, Cancellation)).Succeeded);

        Assert.Empty(await TablesWithAsync(["zyxomma", Hex("Zyxomma")]));
        Assert.Equal(["message", "turn_event"], (await TablesWithAsync(["leaves at seven"])).Order());
        Assert.Empty(await passages.ReadAsync(caller, [cited.ChunkId], Cancellation));
    }

    [Fact]
    public async Task Document_WhoseFileAnotherHasToo_LeavesTheFileUntilTheLastOneGoes()
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var other = (await bench.Bases.CreateAsync(bench.Caller, "Second", "", Cancellation)).Value;
        var (first, twin) = (await bench.AddAsync("pier.md", "The quillon pier is swept at dawn."), await bench.AddAsync(other, "pier.md", "The quillon pier is swept at dawn."));
        await bench.RunJobsAsync();

        Assert.True((await bench.Documents.DeleteAsync(bench.Caller, first, Cancellation)).Succeeded);
        Assert.Contains("stored_file", await TablesWithAsync([Hex("quillon")]));
        Assert.Equal("ready", await bench.ScalarAsync<string>("select state from document where id = $1", twin));

        Assert.True((await bench.Documents.DeleteAsync(bench.Caller, twin, Cancellation)).Succeeded);
        Assert.Empty(await TablesWithAsync(["quillon", Hex("quillon")]));
    }

    // Bytes are shown as hexadecimal digits.
    private static string Hex(string word) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word));

    private async Task<List<string>> TablesWithAsync(string[] words)
    {
        var names = await database.ScalarAsync<string>("""
            select string_agg(c.relname, ',' order by c.relname) from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            """);
        var found = new List<string>();
        foreach (var name in names!.Split(','))
        {
            if (await database.ScalarAsync<bool>($"select exists (select from {name} t where t::text ilike any (select '%' || word || '%' from unnest($1::text[]) word))", [words]))
            {
                found.Add(name);
            }
        }

        return found;
    }
}
