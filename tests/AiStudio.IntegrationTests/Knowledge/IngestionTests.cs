using System.Text;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Knowledge;

public sealed class IngestionTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private const string Policy = "# Travel\n\n## Hotels\n\nA hotel night costs at most 140 euros.\n\n## Trains\n\nSecond class is booked for journeys under four hours.\n";

    private KnowledgeBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await new KnowledgeBench(database).OpenAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Document_FromUploadToSearch_PassesItsStagesAndIsFound()
    {
        var id = await _bench.AddAsync("travel-policy.md", Policy);
        var waiting = await _bench.RowAsync(id);
        await _bench.RunJobsAsync();

        var ready = await _bench.RowAsync(id);
        var best = (await _bench.SearchAsync("how much may a hotel cost?")).Passages[0];
        Assert.Equal(("Waiting", true), (waiting.Word, waiting.InProgress));
        Assert.Equal(("Ready", false, 2), (ready.Word, ready.InProgress, ready.ChunkCount));
        Assert.Equal(("travel-policy.md", "Travel › Hotels", "A hotel night costs at most 140 euros."), (best.Document, best.HeadingPath, best.Text));
        Assert.Equal(best.Text, Policy[best.SpanStart..best.SpanEnd]);
        Assert.Equal("received,extracted,chunked,embedded,indexed", await _bench.ScalarAsync<string>(
            "select string_agg(e.detail ->> 'text', ',' order by e.number) from job_event e join document_version v on v.job_id = e.job_id where v.document_id = $1 and e.kind = 'stage'", id));
        Assert.All(_bench.Embedder.Callers, caller => Assert.Equal(("embedding", _bench.Caller.UserId), (caller.Feature, caller.UserId)));
    }

    [Theory]
    [InlineData("update document_version set text = null")] // after received
    [InlineData("delete from chunk")] // after extracted
    [InlineData("delete from chunk_embedding")] // after chunked
    [InlineData("delete from chunk_embedding where chunk_id = (select id from chunk order by ordinal desc limit 1)")] // in the middle of embedded
    [InlineData("select 1")] // after embedded
    [InlineData("indexed")] // after indexed, before the job said so
    public async Task Document_CutOffAnywhere_EndsIndexedExactlyOnce(string loss)
    {
        await using var bench = await new KnowledgeBench(database).OpenAsync();
        var id = await bench.AddAsync("policy.md", Policy);
        await bench.RunJobsAsync();
        // What a kill -9 leaves: the results of the stages done, a running job, a lease that ran out.
        if (loss != "indexed")
        {
            await database.ExecuteAsync("update document set current_version_id = null, state = 'processing', chunk_count = 0 where id = $1", id);
        }

        if (loss.StartsWith("update", StringComparison.Ordinal))
        {
            await database.ExecuteAsync("delete from chunk where org_id = $1", bench.Caller.OrganizationId);
        }

        if (loss is not "indexed" and not "select 1")
        {
            await database.ExecuteAsync(loss.Contains("where", StringComparison.Ordinal)
                ? loss.Replace("from chunk order", $"from chunk where org_id = '{bench.Caller.OrganizationId}' order", StringComparison.Ordinal)
                : loss + $" where org_id = '{bench.Caller.OrganizationId}'");
        }

        await database.ExecuteAsync(
            "update job set state = 'running', lease_token = gen_random_uuid(), lease_until = now() - interval '1 second' where org_id = $1", bench.Caller.OrganizationId);
        await bench.RunJobAsync(await bench.ScalarAsync<Guid>("select job_id from document_version where document_id = $1", id));

        var row = await bench.RowAsync(id);
        Assert.Equal(("Ready", 2), (row.Word, row.ChunkCount));
        Assert.Equal(2L, await bench.ScalarAsync<long>("select count(*) from chunk where document_id = $1", id));
        Assert.Equal(2L, await bench.ScalarAsync<long>("select count(*) from chunk_embedding e join chunk c on (c.org_id, c.id) = (e.org_id, e.chunk_id) where c.document_id = $1", id));
        Assert.Equal(2, (await bench.SearchAsync("hotel train")).Passages.Count);
    }

    [Fact]
    public async Task Document_WhoseModelFailsOnce_GoesOnWhereItStood()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 80).Select(i => $"## Rule {i}\n\nRule number {i} says something of its own."));
        _bench.Embedder.Before = call => call == 2 ? throw new GatewayException(GatewayErrors.ProviderUnavailable, "The embedding model does not answer.") : Task.CompletedTask;
        var id = await _bench.AddAsync("rules.md", text);
        await _bench.RunJobsAsync();

        Assert.Equal("Ready", (await _bench.RowAsync(id)).Word);
        Assert.Equal([64, 16, 16], _bench.Embedder.BatchSizes);
    }

    [Fact]
    public async Task Document_WhoseModelNeverAnswers_FailsWithTheReasonAndCanBeRetried()
    {
        _bench.Embedder.Before = _ => throw new GatewayException(GatewayErrors.BudgetExhausted, "The budget Everyone is used up until 1 December.");
        var id = await _bench.AddAsync("policy.md", Policy);
        await _bench.RunJobsAsync();
        var failed = await _bench.RowAsync(id);
        _bench.Embedder.Before = _ => Task.CompletedTask;

        Assert.True((await _bench.Documents.RetryAsync(_bench.Caller, id, Cancellation)).Succeeded);
        await _bench.RunJobsAsync();

        Assert.Equal(("Failed", "The budget Everyone is used up until 1 December.", 3), (failed.Word, failed.Reason, failed.StagesDone));
        Assert.Equal("Ready", (await _bench.RowAsync(id)).Word);
    }

    [Fact]
    public async Task Document_StoppedWhileEmbedding_IsStoppedAndNotFound()
    {
        var id = await _bench.AddAsync("policy.md", Policy);
        _bench.Embedder.Before = async _ => Assert.True((await _bench.Documents.StopAsync(_bench.Caller, id, Cancellation)).Succeeded);
        await _bench.RunJobsAsync();
        _bench.Embedder.Before = _ => Task.CompletedTask;

        Assert.Equal("Stopped", (await _bench.RowAsync(id)).Word);
        Assert.Empty((await _bench.SearchAsync("hotel")).Passages);
    }

    [Fact]
    public async Task Document_Replaced_IsSearchedInItsNewVersionOnlyAndCitedInBoth()
    {
        var id = await _bench.AddAsync("policy.md", Policy);
        await _bench.RunJobsAsync();
        var old = (await _bench.SearchAsync("hotel night")).Passages[0];

        Assert.Equal(id, await _bench.AddAsync("policy.md", Policy.Replace("140", "165", StringComparison.Ordinal)));
        var meanwhile = (await _bench.SearchAsync("hotel night")).Passages[0];
        await _bench.RunJobsAsync();
        var found = (await _bench.SearchAsync("hotel night", 10)).Passages;

        Assert.Equal(old.ChunkId, meanwhile.ChunkId);
        Assert.Equal(2, found.Count);
        Assert.Contains("165", found[0].Text, StringComparison.Ordinal);
        Assert.Equal(2, (await _bench.RowAsync(id)).Version);
        var cited = (await _bench.Reader.OpenAsync(_bench.Caller, id, old.ChunkId, 0, Cancellation)).Value!;
        Assert.Equal((1, 2, false), (cited.Version, cited.Versions, cited.IsCurrent));
        Assert.Contains(cited.Parts, part => part.ChunkId == old.ChunkId && part.Text.Contains("140", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Document_AddedAgainUnchanged_IsNotIndexedAgain()
    {
        var id = await _bench.AddAsync("policy.md", Policy);
        await _bench.RunJobsAsync();
        Assert.Equal(id, await _bench.AddAsync("policy.md", Policy));
        Assert.Equal(("Ready", 1), ((await _bench.RowAsync(id)).Word, (await _bench.RowAsync(id)).Version));
    }

    [Fact]
    public async Task Document_Deleted_LeavesNothing()
    {
        var id = await _bench.AddAsync("policy.md", Policy);
        await _bench.RunJobsAsync();

        Assert.True((await _bench.Documents.DeleteAsync(_bench.Caller, id, Cancellation)).Succeeded);

        Assert.Empty((await _bench.SearchAsync("hotel")).Passages);
        Assert.Equal(0L, await _bench.ScalarAsync<long>("""
            select (select count(*) from document_version where org_id = $1) + (select count(*) from chunk where org_id = $1) + (select count(*) from chunk_embedding where org_id = $1)
            """, _bench.Caller.OrganizationId));
    }

    [Theory]
    [InlineData("picture.png", "\u0001PNG\u001a\0", "document_not_text")]
    [InlineData("fake.pdf", "text", "document_type")]
    [InlineData("fake.docx", "PK\u0003\u0004", "document_damaged")]
    [InlineData(".md", "text", "document_name")]
    [InlineData("empty.md", " \n ", "document_empty")]
    [InlineData("binary.txt", "a\0b", "document_not_text")]
    public async Task AddAsync_OfWhatCannotBeRead_IsRefusedBeforeItIsStored(string name, string content, string code)
    {
        var refused = await _bench.Documents.AddAsync(_bench.Caller, _bench.BaseId, name, Encoding.UTF8.GetBytes(content), Cancellation);
        Assert.Equal(code, refused.Error?.Code);
        Assert.Equal(0L, await _bench.ScalarAsync<long>("select count(*) from document where org_id = $1", _bench.Caller.OrganizationId));
    }

    [Fact]
    public async Task AddAsync_OfMoreThanAFileMayHave_IsRefused()
    {
        _bench.Limits.MegabytesPerFile = 1;
        Assert.Equal("document_too_large", (await _bench.Documents.AddAsync(_bench.Caller, _bench.BaseId, "big.txt", new byte[1_000_001], Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Writing_AsAMember_IsForbidden_ReadingIsNot()
    {
        var id = await _bench.AddAsync("policy.md", Policy);
        await _bench.RunJobsAsync();
        var member = await database.AddMemberAsync(_bench.Caller.OrganizationId, Role.Member);

        Assert.Equal("admins_only", (await _bench.Documents.AddAsync(member, _bench.BaseId, "x.md", "x"u8.ToArray(), Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await _bench.Documents.DeleteAsync(member, id, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await _bench.Documents.StopAsync(member, id, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await _bench.Bases.ArchiveAsync(member, _bench.BaseId, Cancellation)).Error?.Code);
        Assert.True((await _bench.Reader.OpenAsync(member, id, null, 0, Cancellation)).Succeeded);
        Assert.NotEmpty((await _bench.SearchAsync(member, "hotel")).Passages);
    }

    [Fact]
    public async Task Bases_OfOneName_AreRefused_AndAnArchivedBaseIsNotSearched()
    {
        await _bench.AddAsync("policy.md", Policy);
        await _bench.RunJobsAsync();

        Assert.Equal("name_taken", (await _bench.Bases.CreateAsync(_bench.Caller, "Handbook", "", Cancellation)).Error?.Code);
        Assert.True((await _bench.Bases.ArchiveAsync(_bench.Caller, _bench.BaseId, Cancellation)).Succeeded);
        Assert.Empty((await _bench.SearchAsync("hotel")).Passages);
        Assert.Empty(await _bench.Bases.ListAsync(_bench.Caller, Cancellation));
    }
}
