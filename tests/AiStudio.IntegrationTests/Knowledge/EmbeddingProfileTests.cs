using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>Another embedding model beside the live one, the moment of the change, and the way back.</summary>
public sealed class EmbeddingProfileTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private KnowledgeBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await new KnowledgeBench(database).OpenAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task ChangeAsync_WhileDocumentsAreSearched_NeverFindsLess()
    {
        await _bench.AddAsync("hotels.md", "# Hotels\n\nA night costs at most 140 euros.");
        await _bench.RunJobsAsync();
        var during = new List<int>();
        Assert.True((await _bench.Profiles.ChangeAsync(_bench.Caller, _bench.BaseId, "embedding", Cancellation)).Succeeded);
        _bench.Embedder.Before = async _ =>
        {
            _bench.Embedder.Before = _ => Task.CompletedTask;
            during.Add((await _bench.SearchAsync("hotel night")).Passages.Count);
        };
        await _bench.RunJobsAsync();

        var view = (await _bench.Profiles.ReadAsync(_bench.Caller, _bench.BaseId, Cancellation)).Value!;
        Assert.Equal([1], during);
        Assert.Single((await _bench.SearchAsync("hotel night")).Passages);
        Assert.Equal((2, 1, false), (view.Version, view.PreviousVersion!.Value, view.Changing));
    }

    [Fact]
    public async Task ChangeAsync_WithADocumentPublishedMeanwhile_SwitchesWithThatOneToo()
    {
        await _bench.AddAsync("hotels.md", "# Hotels\n\nA night costs at most 140 euros.");
        await _bench.RunJobsAsync();
        await _bench.Profiles.ChangeAsync(_bench.Caller, _bench.BaseId, "embedding", Cancellation);
        var late = await _bench.AddAsync("trains.md", "# Trains\n\nSecond class is booked.");
        var indexing = await _bench.ScalarAsync<Guid>("select job_id from document_version where document_id = $1", late);
        _bench.Embedder.Before = async _ =>
        {
            // The change of model has begun to embed; a document comes in between.
            _bench.Embedder.Before = _ => Task.CompletedTask;
            await _bench.RunJobAsync(indexing);
        };
        await _bench.RunJobAsync(await _bench.ScalarAsync<Guid>("select reindex_job_id from knowledge_base where id = $1", _bench.BaseId));

        Assert.Equal(0L, await _bench.ScalarAsync<long>("""
            select count(*) from chunk c join knowledge_base b on b.id = c.knowledge_base_id
            where c.org_id = $1 and not exists (select 1 from chunk_embedding e where e.chunk_id = c.id and e.profile_id = b.embedding_profile_id)
            """, _bench.Caller.OrganizationId));
        Assert.Equal(2, (await _bench.Profiles.ReadAsync(_bench.Caller, _bench.BaseId, Cancellation)).Value!.Version);
    }

    [Fact]
    public async Task RollBackAsync_GoesBackAndEmbedsOnlyWhatCameSince()
    {
        await _bench.AddAsync("hotels.md", "# Hotels\n\nA night costs at most 140 euros.");
        await _bench.RunJobsAsync();
        await _bench.Profiles.ChangeAsync(_bench.Caller, _bench.BaseId, "embedding", Cancellation);
        await _bench.RunJobsAsync();
        await _bench.AddAsync("trains.md", "# Trains\n\nSecond class is booked.");
        await _bench.RunJobsAsync();
        _bench.Embedder.BatchSizes.Clear();

        Assert.True((await _bench.Profiles.RollBackAsync(_bench.Caller, _bench.BaseId, Cancellation)).Succeeded);
        await _bench.RunJobsAsync();

        Assert.Equal("embedding_change_started 1>2, embedding_switched, embedding_rollback_started 2>1, embedding_switched", await _bench.ScalarAsync<string>("""
            select string_agg(substr(action, 16) || coalesce(' ' || (before ->> 'version') || '>' || (after ->> 'version'), ''), ', ' order by id)
            from activity_log where subject_id = $1 and actor_id = $2 and action like 'knowledge_base.embedding%'
            """, _bench.BaseId, _bench.Caller.UserId));
        Assert.Equal([1], _bench.Embedder.BatchSizes);
        Assert.Equal(1, (await _bench.Profiles.ReadAsync(_bench.Caller, _bench.BaseId, Cancellation)).Value!.Version);
        Assert.Single((await _bench.SearchAsync("second class trains", 1)).Passages);
    }

    [Fact]
    public async Task StopAsync_LeavesTheLiveProfile()
    {
        await _bench.AddAsync("hotels.md", "# Hotels\n\nA night costs at most 140 euros.");
        await _bench.RunJobsAsync();
        await _bench.Profiles.ChangeAsync(_bench.Caller, _bench.BaseId, "embedding", Cancellation);

        Assert.Equal("reindex_running", (await _bench.Profiles.ChangeAsync(_bench.Caller, _bench.BaseId, "embedding", Cancellation)).Error?.Code);
        Assert.True((await _bench.Profiles.StopAsync(_bench.Caller, _bench.BaseId, Cancellation)).Succeeded);
        Assert.Equal(1L, await _bench.ScalarAsync<long>("select count(*) from activity_log where subject_id = $1 and action = 'knowledge_base.embedding_change_stopped'", _bench.BaseId));
        await _bench.RunJobsAsync();

        var view = (await _bench.Profiles.ReadAsync(_bench.Caller, _bench.BaseId, Cancellation)).Value!;
        Assert.Equal((1, false), (view.Version, view.Changing));
    }
}
