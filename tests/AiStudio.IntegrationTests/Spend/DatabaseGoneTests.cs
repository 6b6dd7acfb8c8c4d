using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using Npgsql;

namespace AiStudio.IntegrationTests.Spend;

public sealed class DatabaseGoneTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HoldAsync_ServerUnreachable_FailsEveryCallerQuickly()
    {
        var owner = await database.CreateOrganizationAsync();
        var nobody = new NpgsqlConnectionStringBuilder(database.AppConnectionString) { Host = "127.0.0.1", Port = UnusedPort() };
        await using var source = NpgsqlDataSource.Create(nobody);
        var node = await LedgerDesk.StartNodeAsync(new StudioDatabase(source));
        var started = Stopwatch.GetTimestamp();

        var holds = Enumerable.Range(0, 600).Select(_ => node.HoldAsync(LedgerDesk.Ask(owner, 1), Cancellation).AsTask()).ToList();

        foreach (var hold in holds)
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => hold);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await node.StoppedAsync(Cancellation);
    }

    [Fact]
    public async Task HoldAsync_ConnectionsCutUnderLoad_LosesAndDoublesNothing()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 1_000 * LedgerDesk.Cent);
        var node = await LedgerDesk.StartNodeAsync(database.Studio);
        var booked = 0;
        await Parallel.ForAsync(0, 1_500, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Cancellation }, async (_, token) =>
        {
            var request = LedgerDesk.Ask(owner, 1_000);
            Assert.NotNull((await node.HoldAsync(request, token)).Hold);
            await node.SettleAsync(LedgerDesk.Used(request, 700), token);
            if (Interlocked.Increment(ref booked) % 400 == 0)
            {
                await database.ExecuteAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'aistudio_app' and datname = current_database()");
            }
        });

        Assert.Equal((1_500L * 700, 0L), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        await node.StoppedAsync(Cancellation);
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
