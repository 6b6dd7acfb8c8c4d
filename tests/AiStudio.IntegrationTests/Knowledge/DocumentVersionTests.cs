using System.Text;
using AiStudio.Features.Knowledge;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>What is stored, embedded and kept once, and what goes when a document goes.</summary>
public sealed class DocumentVersionTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private KnowledgeBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await new KnowledgeBench(database).OpenAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Document_ReplacedByOneThatDiffersInAParagraph_EmbedsThatAloneAndKeepsTheIdsOfTheOthers()
    {
        var id = await _bench.AddAsync("rules.md", Rules(30, changed: -1));
        await _bench.RunJobsAsync();
        var before = await ChunksAsync(id);
        _bench.Embedder.BatchSizes.Clear();

        await _bench.AddAsync("rules.md", Rules(31, changed: 7));
        await _bench.RunJobsAsync();
        var after = await ChunksAsync(id);

        Assert.Equal([2], _bench.Embedder.BatchSizes);
        Assert.Equal(31, after.Count);
        Assert.Equal(29, before.Keys.Intersect(after.Keys).Count());
        Assert.Equal(31L, await _bench.ScalarAsync<long>("select count(*) from chunk_embedding e join chunk c on c.org_id = e.org_id and c.id = e.chunk_id where c.document_id = $1", id));
        Assert.Equal(Enumerable.Range(0, 31), after.Values.Order());
        Assert.Equal((31, 29), await StageAsync(id, "chunked", 2));
        Assert.Equal((2, 0), await StageAsync(id, "embedded", 2));
    }

    [Fact]
    public async Task OlderVersion_WhoseChunksWentOverToTheNewerOne_StillShowsAllOfItsText()
    {
        var id = await _bench.AddAsync("rules.md", Rules(70, changed: 30));
        await _bench.RunJobsAsync();
        var cited = (await _bench.Reader.OpenAsync(_bench.Caller, id, null, 30, Cancellation)).Value!.Parts.Single(part => part.Text.Contains("something new", StringComparison.Ordinal));

        await _bench.AddAsync("rules.md", Rules(72, changed: -1));
        await _bench.RunJobsAsync();

        var old = (await _bench.Reader.OpenAsync(_bench.Caller, id, new DocumentPlace(null, 1, 0), Cancellation)).Value!;
        Assert.Equal((1, 1, false), (old.Version, old.ChunkCount, old.IsCurrent));
        Assert.Equal(Plain(Rules(70, changed: 30)), Plain(string.Concat(old.Parts.Select(part => part.Text))));
        Assert.Equal(cited.ChunkId, Assert.Single(old.Parts, part => part.ChunkId is not null).ChunkId);
        var opened = (await _bench.Reader.OpenAsync(_bench.Caller, id, cited.ChunkId, 0, Cancellation)).Value!;
        Assert.Equal((1, cited.Text), (opened.Version, opened.Parts.Single(part => part.ChunkId == cited.ChunkId).Text));

        await _bench.AddAsync("rules.md", Rules(73, changed: -1));
        await _bench.RunJobsAsync();
        var second = (await _bench.Reader.OpenAsync(_bench.Caller, id, new DocumentPlace(null, 2, 0), Cancellation)).Value!;
        Assert.Equal((2, 0), (second.Version, second.ChunkCount));
        Assert.Equal(Plain(Rules(72, changed: -1)), Plain(string.Concat(second.Parts.Select(part => part.Text))));
        Assert.All(second.Parts, part => Assert.InRange(part.Text.Length, 1, 4_000));

        static string Plain(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
    }

    [Fact]
    public async Task Document_OfOneFileInTwoBases_IsStoredReadAndEmbeddedOnce()
    {
        var other = (await _bench.Bases.CreateAsync(_bench.Caller, "Second", "", Cancellation)).Value;
        await _bench.AddAsync("rules.md", Rules(10, -1));
        await _bench.RunJobsAsync();
        _bench.Embedder.BatchSizes.Clear();

        var twin = await _bench.AddAsync(other, "copy of rules.md", Rules(10, -1));
        await _bench.RunJobsAsync();

        Assert.Empty(_bench.Embedder.BatchSizes);
        Assert.Equal(1L, await _bench.ScalarAsync<long>("select count(*) from stored_file where org_id = $1", _bench.Caller.OrganizationId));
        Assert.Equal((10, 10), await StageAsync(twin, "embedded", 1));
        Assert.Equal("ready", await _bench.ScalarAsync<string>("select state from document where id = $1", twin));
    }

    [Fact]
    public async Task Document_ThatSaysOneThingManyTimes_EmbedsItOnce()
    {
        var id = await _bench.AddAsync("forms.md", string.Concat(Enumerable.Repeat("# Form\n\nSign here.\n\n", 20)));
        await _bench.RunJobsAsync();

        Assert.Equal([1], _bench.Embedder.BatchSizes);
        Assert.Equal(20, (await ChunksAsync(id)).Count);
        Assert.Equal(20L, await _bench.ScalarAsync<long>("select count(*) from chunk_embedding where org_id = $1", _bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task Document_Deleted_IsNowhereInTheDatabase()
    {
        const string canary = "xylophone-quagmire-7314";
        var organization = _bench.Caller.OrganizationId;
        var id = await _bench.AddAsync("secret.md", $"# {canary}\n\nThe word is {canary}.");
        await _bench.RunJobsAsync();
        await _bench.AddAsync("secret.md", $"# {canary}\n\nThe word is still {canary}.");
        await _bench.RunJobsAsync();
        await _bench.SearchAsync("what is the word?");
        await database.ExecuteAsync("""
            insert into response_cache (org_id, scope_hash, request_hash, answer, model_id, cost_nano_usd, answered_at, expires_at) values ($1, 'a', 'b', $2, 'm', 0, now(), now() + interval '1 hour')
            """, organization, $"The word is {canary}.");
        var before = await TablesWithAsync(canary);

        Assert.True((await _bench.Documents.DeleteAsync(_bench.Caller, id, Cancellation)).Succeeded);

        Assert.Superset(new HashSet<string> { "chunk", "document_version", "response_cache", "stored_file" }, before);
        Assert.Empty(await TablesWithAsync(canary));
        Assert.Equal(0L, await _bench.ScalarAsync<long>("select count(*) from chunk_embedding where org_id = $1", organization));
    }

    [Fact]
    public async Task Document_DeletedWhereAnotherIsTheSameFile_LeavesThatWhole()
    {
        var first = await _bench.AddAsync("a.md", Rules(3, -1));
        var second = await _bench.AddAsync("b.md", Rules(3, -1));
        await _bench.RunJobsAsync();

        await _bench.Documents.DeleteAsync(_bench.Caller, first, Cancellation);

        Assert.Equal(3, (await ChunksAsync(second)).Count);
        Assert.Equal(1L, await _bench.ScalarAsync<long>("select count(*) from stored_file where org_id = $1", _bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task AddAsync_BeyondTheQuota_IsRefusedAndTheSameFileAgainIsNot()
    {
        _bench.Limits.MegabytesPerOrganization = 1;
        var large = new string('x', 700_000);
        await _bench.AddAsync("first.txt", large);

        Assert.Equal("storage_quota", (await _bench.Documents.AddAsync(_bench.Caller, _bench.BaseId, "second.txt", Encoding.UTF8.GetBytes(large + "y"), Cancellation)).Error?.Code);
        Assert.True((await _bench.Documents.AddAsync(_bench.Caller, _bench.BaseId, "again.txt", Encoding.UTF8.GetBytes(large), Cancellation)).Succeeded);
        _bench.Limits.DocumentsPerOrganization = 2;
        Assert.Equal("documents_quota", (await _bench.Documents.AddAsync(_bench.Caller, _bench.BaseId, "third.txt", Encoding.UTF8.GetBytes("z"), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task SyncAsync_SaidTwice_ChangesNothing_AndARemovedOneIsGone()
    {
        var first = await SyncAsync("wiki/42", "Leave.md", "# Leave\n\nTwenty days.");
        var again = await SyncAsync("wiki/42", "Leave.md", "# Leave\n\nTwenty days.");
        var renamed = await SyncAsync("wiki/42", "Holidays.md", "# Leave\n\nThirty days.");
        await _bench.RunJobsAsync();

        Assert.Equal((AddedAs.NewDocument, AddedAs.Unchanged, AddedAs.NewVersion), (first.As, again.As, renamed.As));
        Assert.Equal(first.DocumentId, renamed.DocumentId);
        Assert.Equal(("Holidays.md", 2), ((await _bench.RowAsync(first.DocumentId)).Name, (await _bench.RowAsync(first.DocumentId)).Version));
        Assert.True((await _bench.Sources.RemoveAsync(_bench.Caller, _bench.BaseId, "wiki/42", Cancellation)).Succeeded);
        Assert.Equal("document_not_found", (await _bench.Sources.RemoveAsync(_bench.Caller, _bench.BaseId, "wiki/42", Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task AddTextAsync_OfPastedText_IsADocumentOfItsTitle_AndPastedAgainItsNextVersion()
    {
        var pasted = await _bench.Sources.AddTextAsync(_bench.Caller, _bench.BaseId, "Minutes 3/4", "# Minutes\n\nThe tulip bed is moved to the south wall.", Cancellation);
        var again = await _bench.Sources.AddTextAsync(_bench.Caller, _bench.BaseId, "Minutes 3/4", "# Minutes\n\nThe tulip bed stays where it is.", Cancellation);
        await _bench.RunJobsAsync();

        Assert.Equal((AddedAs.NewDocument, AddedAs.NewVersion), (pasted.Value!.As, again.Value!.As));
        Assert.Equal(("Minutes 3 4.md", "Ready"), ((await _bench.RowAsync(pasted.Value!.DocumentId)).Name, (await _bench.RowAsync(pasted.Value!.DocumentId)).Word));
        Assert.Contains("stays", (await _bench.SearchAsync("where is the tulip bed?")).Passages[0].Text, StringComparison.Ordinal);
        Assert.Equal("document_name", (await _bench.Sources.AddTextAsync(_bench.Caller, _bench.BaseId, " ", "text", Cancellation)).Error?.Code);
    }

    [Theory]
    [InlineData("http://127.0.0.1/page")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:password@example.com/")]
    public async Task AddPageAsync_OfAnAddressThatIsNotPublic_IsRefused(string address) =>
        Assert.Equal("address_refused", (await _bench.Sources.AddPageAsync(_bench.Caller, _bench.BaseId, address, Cancellation)).Error?.Code);

    private async Task<AddedDocument> SyncAsync(string externalId, string name, string text)
    {
        var synced = await _bench.Sources.SyncAsync(_bench.Caller, _bench.BaseId, externalId, name, Encoding.UTF8.GetBytes(text), null, Cancellation);
        Assert.True(synced.Succeeded, synced.Error?.Message);
        return synced.Value;
    }

    private static string Rules(int count, int changed) => string.Join(
        "\n\n", Enumerable.Range(0, count).Select(i => $"## Rule {i}\n\nRule number {i} says {(i == changed ? "something new" : "the same as ever")}."));

    private async Task<Dictionary<Guid, int>> ChunksAsync(Guid documentId)
    {
        var found = await _bench.ScalarAsync<string[]>("""
            select array_agg(c.id || ' ' || c.ordinal order by c.ordinal) from chunk c join document d on d.id = c.document_id and d.current_version_id = c.document_version_id where d.id = $1
            """, documentId);
        return found!.Select(line => line.Split(' ')).ToDictionary(words => Guid.Parse(words[0]), words => int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task<(int Amount, int Reused)> StageAsync(Guid documentId, string stage, int version)
    {
        var both = await _bench.ScalarAsync<int[]>("""
            select array[s.amount, s.reused] from document_stage s join document_version v on v.id = s.document_version_id where v.document_id = $1 and s.stage = $2 and v.number = $3
            """, documentId, stage, version);
        return (both![0], both[1]);
    }

    /// <summary>Every table with the words anywhere in a row, whatever the column's type.</summary>
    private async Task<HashSet<string>> TablesWithAsync(string words)
    {
        var tables = await _bench.ScalarAsync<string[]>("select array_agg(relname::text) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')");
        var found = new HashSet<string>();
        foreach (var table in tables!)
        {
            // Bytes are shown in hexadecimal.
            if (await _bench.ScalarAsync<bool>(
                $"select exists (select 1 from {table} t where position($1 in t::text) > 0 or position(encode(convert_to($1, 'UTF8'), 'hex') in t::text) > 0)", words))
            {
                found.Add(table);
            }
        }

        return found;
    }
}
