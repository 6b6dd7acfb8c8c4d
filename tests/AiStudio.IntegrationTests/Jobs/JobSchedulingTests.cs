using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AiStudio.IntegrationTests.Jobs;

/// <summary>Real schedulers on a real database.</summary>
public sealed class JobSchedulingTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoNodes_WithFortyJobs_RunEachOnce()
    {
        const int count = 40;
        var done = new CountdownEvent(count);
        var handlers = new[] { Handler(done), Handler(done) };
        using var first = await StartAsync(handlers[0]);
        using var second = await StartAsync(handlers[1]);
        var caller = await database.CreateOrganizationAsync();

        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await EnqueueAsync(first, caller));
        }

        Assert.True(await Task.Run(() => done.Wait(TimeSpan.FromSeconds(60), Cancellation), Cancellation));
        await Task.WhenAll(first.StopAsync(Cancellation), second.StopAsync(Cancellation));
        Assert.Equal(ids.Order(), handlers.SelectMany(handler => handler.Runs).Order());
        Assert.Equal((long)count, await database.ScalarAsync<long>("select count(*) from job where org_id = $1 and state = 'succeeded' and attempts = 1", caller.OrganizationId));
    }

    [Fact]
    public async Task ANode_ThatDiedWithAJob_IsReplacedByTheSweep()
    {
        var done = new CountdownEvent(2);
        var handler = Handler(done);
        var caller = await database.CreateOrganizationAsync();
        // One was being worked on, one was queued and its notification lost.
        await InsertAsync(caller, "running", "now() - interval '1 minute'");
        await InsertAsync(caller, "queued", "null");

        using var node = await StartAsync(handler);

        Assert.True(await Task.Run(() => done.Wait(TimeSpan.FromSeconds(60), Cancellation), Cancellation));
        await node.StopAsync(Cancellation);
        Assert.Equal(2L, await database.ScalarAsync<long>("select count(*) from job where org_id = $1 and state = 'succeeded'", caller.OrganizationId));
    }

    [Fact]
    public async Task ANode_WhoseListeningConnectionWasCut_HearsAgainAndSweepsOnce()
    {
        var done = new CountdownEvent(2);
        var handler = Handler(done);
        var caller = await database.CreateOrganizationAsync();
        // The periodic sweep does not come within this test.
        using var node = await StartAsync(handler, TimeSpan.FromHours(1));
        var missed = new SemaphoreSlim(0);
        using var watching = node.Services.GetRequiredService<JobFeed>().Subscribe(caller.OrganizationId, job =>
        {
            if (job == Guid.Empty)
            {
                missed.Release();
            }
        });
        await EventuallyAsync("select count(*) from pg_stat_activity where datname = current_database() and query = 'listen studio'", 1);
        await InsertAsync(caller, "queued", "null");

        await database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query = 'listen studio'");

        Assert.True(await missed.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        await EnqueueAsync(node, caller);
        Assert.True(await Task.Run(() => done.Wait(TimeSpan.FromSeconds(60), Cancellation), Cancellation));
        await node.StopAsync(Cancellation);
        Assert.Equal(2L, await database.ScalarAsync<long>("select count(*) from job where org_id = $1 and state = 'succeeded'", caller.OrganizationId));
    }

    [Fact]
    public async Task AJob_ThatMetAnOutage_GoesOnByItselfWhenItIsOver()
    {
        var done = new CountdownEvent(3);
        var handler = new ScriptedHandler
        {
            Work = (_, _) =>
            {
                done.Signal();
                return done.IsSet ? Task.CompletedTask : throw new GatewayException(GatewayErrors.NoModelAvailable, "No model can answer right now.");
            },
        };
        var caller = await database.CreateOrganizationAsync();
        // The periodic sweep does not come within this test.
        using var node = await StartAsync(handler, TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(100));
        var id = await EnqueueAsync(node, caller);

        Assert.True(await Task.Run(() => done.Wait(TimeSpan.FromSeconds(60), Cancellation), Cancellation));
        await node.StopAsync(Cancellation);
        Assert.Equal("succeeded 1", await database.ScalarAsync<string>("select concat_ws(' ', state, attempts) from job where id = $1", id));
    }

    private async Task EventuallyAsync(string sql, long expected)
    {
        while (await database.ScalarAsync<long>(sql) != expected)
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static ScriptedHandler Handler(CountdownEvent done) => new()
    {
        Work = (_, _) =>
        {
            done.Signal();
            return Task.CompletedTask;
        },
    };

    private async Task<IHost> StartAsync(ScriptedHandler handler, TimeSpan? sweepInterval = null, TimeSpan? retryDelay = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddJobsOn(database, new JobsOptions { SweepInterval = sweepInterval ?? TimeSpan.FromSeconds(1), Lease = TimeSpan.FromSeconds(30), RetryDelay = retryDelay ?? TimeSpan.FromSeconds(10) })
            .AddSingleton<IJobHandler>(handler);
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private async Task<Guid> EnqueueAsync(IHost node, Caller caller)
    {
        await using var db = await database.Studio.BeginAsync(caller.Scope, Cancellation);
        var id = await node.Services.GetRequiredService<JobService>().EnqueueAsync(db, new NewJob(ScriptedHandler.JobKind, null), Cancellation);
        await db.CommitAsync(Cancellation);
        return id;
    }

    private Task<int> InsertAsync(Caller caller, string state, string leaseUntil) => database.ExecuteAsync(
        $"insert into job (org_id, id, kind, state, attempts, lease_token, lease_until, due_at) values ($1, $2, $3, $4, 1, gen_random_uuid(), {leaseUntil}, now() - interval '1 minute')",
        caller.OrganizationId, Guid.CreateVersion7(), ScriptedHandler.JobKind, state);
}
