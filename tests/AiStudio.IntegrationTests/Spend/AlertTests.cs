using AiStudio.Features.Spend.Ledger;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Npgsql;

namespace AiStudio.IntegrationTests.Spend;

public sealed class AlertTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private readonly LedgerWriter[] _nodes = new LedgerWriter[2];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = await LedgerDesk.StartNodeAsync(database.Studio);
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.StoppedAsync(CancellationToken.None)));

    [Fact]
    public async Task SettleAsync_LineByLine_WritesEachAlertWhenItIsCrossed()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);

        Assert.Null(await SpendAsync(owner, budget, 69));
        Assert.Equal("70", await SpendAsync(owner, budget, 1));
        Assert.Equal("70", await SpendAsync(owner, budget, 19));
        Assert.Equal("70 90", await SpendAsync(owner, budget, 1));
        Assert.Equal("70 90 100", await SpendAsync(owner, budget, 10));
    }

    [Fact]
    public async Task SettleAsync_SixtyFourCallersCrossAllLines_WritesOneAlertALineAndTellsOnce()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 64 * LedgerDesk.Cent);
        await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 64 * LedgerDesk.Cent, "day");
        await using var source = NpgsqlDataSource.Create(database.AppConnectionString);
        await using var listener = await source.OpenConnectionAsync(Cancellation);
        var told = 0;
        listener.Notification += (_, notification) => told += notification.Payload == $"notification {owner.UserId}" ? 1 : 0;
        await using (var listen = new NpgsqlCommand("listen studio", listener))
        {
            await listen.ExecuteNonQueryAsync(Cancellation);
        }

        var requests = Enumerable.Range(0, 64).Select(_ => LedgerDesk.Ask(owner, LedgerDesk.Cent)).ToList();
        await Task.WhenAll(requests.Select((request, i) => _nodes[i % 2].HoldAsync(request, Cancellation).AsTask()));
        await Task.WhenAll(requests.Select((request, i) =>
            Task.Run(() => _nodes[i % 2].SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent), Cancellation).AsTask(), Cancellation)));

        Assert.Equal(6L, await database.ScalarAsync<long>("select count(*) from spend_alert where org_id = $1", owner.OrganizationId));
        while (await listener.WaitAsync(TimeSpan.FromMilliseconds(200), Cancellation))
        {
        }

        // PostgreSQL may fold what one transaction says twice.
        Assert.InRange(told, 1, 6);
        Assert.Equal(6L, await database.ScalarAsync<long>("select count(*) from notification where org_id = $1 and owner_id = $2", owner.OrganizationId, owner.UserId));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task HoldAsync_RefusedInTheLastTenth_IsTheStop()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        await SpendAsync(owner, budget, 95);

        Assert.NotNull((await _nodes[0].HoldAsync(LedgerDesk.Ask(owner, 6 * LedgerDesk.Cent), Cancellation)).Refusal);

        Assert.Equal("70 90 100", await AlertsAsync(budget));
    }

    [Fact]
    public async Task HoldAsync_RefusedBecauseItIsTooLarge_IsNoAlert()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);

        Assert.NotNull((await _nodes[0].HoldAsync(LedgerDesk.Ask(owner, 101 * LedgerDesk.Cent), Cancellation)).Refusal);

        Assert.Null(await AlertsAsync(budget));
    }

    private async Task<string?> SpendAsync(Caller caller, Guid budget, int cents)
    {
        var request = LedgerDesk.Ask(caller, cents * LedgerDesk.Cent);
        await _nodes[0].HoldAsync(request, Cancellation);
        await _nodes[1].SettleAsync(LedgerDesk.Used(request, cents * LedgerDesk.Cent), Cancellation);
        return await AlertsAsync(budget);
    }

    private Task<string?> AlertsAsync(Guid budget) =>
        database.ScalarAsync<string>("select string_agg(percent::text, ' ' order by percent) from spend_alert where budget_id = $1", budget);
}
