using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Deletion;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Jobs;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AiStudio.IntegrationTests.Knowledge;

/// <summary>kill -9 of the real web process while it takes a base away, held between two of its steps by a lock that the test takes.</summary>
public sealed class KilledDeletionTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WebProcess_KilledWhileItDeletes_LeavesABaseThatIsDeletedOnce()
    {
        await using var studio = new StudioProcess(database);
        await studio.StartAsync(Cancellation);
        await WaitAsync("the demo's knowledge base", async () => await database.ScalarAsync<long>("select count(*) from document where state = 'ready'") >= 2);
        var organization = await database.ScalarAsync<Guid>("select org_id from knowledge_base limit 1");
        var baseId = await database.ScalarAsync<Guid>("select id from knowledge_base limit 1");
        var owner = await database.AddMemberAsync(organization, Role.Owner);
        var services = new ServiceCollection().AddJobsOn(database);
        services.AddKnowledge();
        services.AddSingleton(Options.Create(new KnowledgeOptions()));
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>, TestEmbedder>();
        await using var provider = services.BuildServiceProvider();
        await database.ExecuteAsync("delete from assistant_knowledge");
        Assert.True((await provider.GetRequiredService<KnowledgeService>().ArchiveAsync(owner, baseId, Cancellation)).Succeeded);
        Guid job;
        await using (var connection = new NpgsqlConnection(database.SuperuserConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await using (var command = new NpgsqlCommand("select 1 from document for key share", connection, transaction))
            {
                await command.ExecuteNonQueryAsync(Cancellation);
            }

            job = (await provider.GetRequiredService<BaseDeletions>().BeginAsync(owner, baseId, null, Cancellation)).Value;
            await WaitAsync("the step of the documents", async () => await database.ScalarAsync<bool>("""
                select not exists (select 1 from chunk where knowledge_base_id = $1)
                   and exists (select 1 from pg_stat_activity where datname = current_database() and usename = 'aistudio_app' and wait_event_type = 'Lock')
                """, baseId));
            await studio.KillAsync();
        }

        // The connection goes with its locks.
        NpgsqlConnection.ClearAllPools();
        Assert.NotEqual(0L, await database.ScalarAsync<long>("select count(*) from document where knowledge_base_id = $1", baseId));
        await studio.StartAsync(Cancellation);
        await WaitAsync("the end of the deletion", async () => await database.ScalarAsync<string>("select state from job where id = $1", job) == "succeeded");

        Assert.Equal(0L, await database.ScalarAsync<long>("select (select count(*) from document where knowledge_base_id = $1) + (select count(*) from knowledge_base where id = $1)", baseId));
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from activity_log where subject_id = $1 and action = 'knowledge_base.deleted'", baseId));
    }

    private static async Task WaitAsync(string what, Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2), $"{what} did not come");
            await Task.Delay(100, Cancellation);
        }
    }
}
