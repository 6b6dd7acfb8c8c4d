using System.Text;
using AiStudio.Features.Knowledge;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Jobs;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>
/// kill -9 of the real web process, in each stage in the whole proof. Each stage is held at a lock that the test takes, so that the process dies inside it and not somewhere near.
/// </summary>
public sealed class KilledIngestionTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly (string After, string Lock)[] s_stages =
    [
        ("received", "lock table document_stage in share mode"),
        ("extracted", "lock table chunk in share mode"),
        ("chunked", "lock table chunk_embedding in share mode"),
        ("embedded", "select 1 from knowledge_base for no key update"),
        ("indexed", "select pg_advisory_lock(7314)"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WebProcess_KilledInAStage_LeavesDocumentsIndexedExactlyOnce()
    {
        await using var studio = new StudioProcess(database);
        await studio.StartAsync(Cancellation);
        var (caller, baseId) = await DemoAsync();
        // The moment between the publication and the job's own ending has no lock of its own.
        await database.ExecuteAsync("""
            create function wait_before_success() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared(7314); return new; end $$;
            create trigger wait_before_success before update on job for each row when (new.state = 'succeeded') execute function wait_before_success();
            grant execute on function wait_before_success() to public
            """);
        await using var services = Intake();
        var documents = new List<Guid>();
        foreach (var (after, hold) in s_stages.Where((_, at) => Proofs.AreWhole || at % 3 == 1))
        {
            Guid id;
            await using (var connection = new NpgsqlConnection(database.SuperuserConnectionString))
            {
                await connection.OpenAsync(Cancellation);
                await using var transaction = await connection.BeginTransactionAsync(Cancellation);
                await using (var command = new NpgsqlCommand(hold, connection, transaction))
                {
                    await command.ExecuteNonQueryAsync(Cancellation);
                }

                var added = await services.GetRequiredService<DocumentService>().AddAsync(caller, baseId, $"{after}.md", Encoding.UTF8.GetBytes(Text(after)), Cancellation);
                Assert.True(added.Succeeded, added.Error?.Message);
                documents.Add(id = added.Value);
                await WaitAsync($"the stage after {after}", () => IsHeldAsync(id, after));
                await studio.KillAsync();
            }

            // The connection goes with its locks.
            NpgsqlConnection.ClearAllPools();
            await studio.StartAsync(Cancellation);
            await WaitAsync($"the document killed after {after}", async () => await database.ScalarAsync<string>(
                "select j.state from job j join document_version v on v.org_id = j.org_id and v.job_id = j.id where v.document_id = $1", id) == "succeeded");
        }

        Assert.All(documents, id => AssertIndexedOnceAsync(id).GetAwaiter().GetResult());
    }

    private static string Text(string name) => string.Join("\n\n", Enumerable.Range(0, 150).Select(i => $"## {name} {i}\n\nThe {name} paragraph number {i} says something of its own."));

    private async Task AssertIndexedOnceAsync(Guid id)
    {
        Assert.Equal("ready 150 150", await database.ScalarAsync<string>("""
            select d.state || ' ' || d.chunk_count || ' ' || (select count(*) from chunk c where c.document_id = d.id) from document d where d.id = $1
            """, id));
        Assert.Equal("150 150 0 149", await database.ScalarAsync<string>("""
            select count(*) || ' ' || count(distinct c.content_hash) || ' ' || min(c.ordinal) || ' ' || max(c.ordinal) from chunk c where c.document_id = $1
            """, id));
        Assert.Equal(150L, await database.ScalarAsync<long>("select count(*) from chunk_embedding e join chunk c on c.org_id = e.org_id and c.id = e.chunk_id where c.document_id = $1", id));
        Assert.Equal("received,extracted,chunked,embedded,indexed", await database.ScalarAsync<string>("""
            select string_agg(e.detail ->> 'text', ',' order by e.number) from job_event e join document_version v on v.org_id = e.org_id and v.job_id = e.job_id where v.document_id = $1 and e.kind = 'stage'
            """, id));
        Assert.Equal(1L, await database.ScalarAsync<long>("""
            select count(*) from job_event e join document_version v on v.org_id = e.org_id and v.job_id = e.job_id where v.document_id = $1 and e.kind = 'succeeded'
            """, id));
    }

    /// <summary>The stage before is done, and a statement of the process waits for our lock.</summary>
    private async Task<bool> IsHeldAsync(Guid id, string stage) =>
        await database.ScalarAsync<bool>("""
            select exists (select 1 from job j join document_version v on v.org_id = j.org_id and v.job_id = j.id where v.document_id = $1 and j.stage = $2)
               and exists (select 1 from pg_stat_activity where datname = current_database() and usename = 'aistudio_app' and wait_event_type = 'Lock')
            """, id, stage);

    private static async Task WaitAsync(string what, Func<Task<bool>> isSo)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromMinutes(2), $"{what} did not come");
            await Task.Delay(100, Cancellation);
        }
    }

    private async Task<(Caller Caller, Guid BaseId)> DemoAsync()
    {
        await WaitAsync("the demo's knowledge base", async () => await database.ScalarAsync<long>("select count(*) from document where state = 'ready'") >= 2);
        var organization = await database.ScalarAsync<Guid>("select org_id from knowledge_base limit 1");
        return (await database.AddMemberAsync(organization, Role.Owner), await database.ScalarAsync<Guid>("select id from knowledge_base limit 1"));
    }

    /// <summary>Takes documents in and runs nothing: the work is the process's.</summary>
    private ServiceProvider Intake()
    {
        var services = new ServiceCollection().AddJobsOn(database);
        services.AddKnowledge();
        services.AddSingleton(Options.Create(new KnowledgeOptions()));
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>, TestEmbedder>();
        return services.BuildServiceProvider();
    }
}
