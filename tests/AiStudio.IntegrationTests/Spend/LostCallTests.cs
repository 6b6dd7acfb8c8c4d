using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>What becomes of the calls of a node that dies.</summary>
public sealed class LostCallTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private LedgerWriter _ledger = null!;
    private HoldProgress _progress = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        _progress = new HoldProgress(database.Studio);
    }

    public async ValueTask DisposeAsync()
    {
        await _progress.DisposeAsync();
        await _ledger.StoppedAsync(CancellationToken.None);
    }

    [Fact]
    public async Task RunOnceAsync_AttemptHadBegun_SettlesWhatItHadComeTo()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        await _ledger.HoldAsync(request, Cancellation);
        await _progress.WriteAsync([Came(request, output: 0, cost: LedgerDesk.Cent)], TimeSpan.Zero);
        await _progress.WriteAsync([Came(request, output: 40, cost: 3 * LedgerDesk.Cent)], TimeSpan.Zero);

        Assert.Equal(1, await ReapAsync());

        Assert.Equal((3 * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        Assert.Equal("OpenAI m-1 100 40 t 30000000", await database.ScalarAsync<string>(
            "select concat_ws(' ', provider, model_id, input_tokens, output_tokens, estimated, cost_nano_usd) from ledger_entry where call_id = $1", request.CallId));
        Assert.Equal("lost m-1 40 t 30000000", await database.ScalarAsync<string>(
            "select concat_ws(' ', ending, served_model, output_tokens, estimated, cost_nano_usd) from call where id = $1", request.CallId));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task SettleAsync_AfterTheReaperSettled_TheFirstStandsInLedgerAndCallRow()
    {
        var owner = await database.CreateOrganizationAsync();
        var budget = await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        await _ledger.HoldAsync(request, Cancellation);
        await _progress.WriteAsync([Came(request, output: 40, cost: 3 * LedgerDesk.Cent)], TimeSpan.Zero);
        await ReapAsync();

        await _ledger.SettleAsync(LedgerDesk.Used(request, 5 * LedgerDesk.Cent), Cancellation);
        await _ledger.RecordAsync(Record(request), Cancellation);

        Assert.Equal((3 * LedgerDesk.Cent, 0), (await database.SettledAsync(budget), await database.HeldAsync(budget)));
        Assert.Equal("completed 40 t 30000000", await database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', ending, output_tokens, estimated, cost_nano_usd), ', ') from call where id = $1", request.CallId));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task RecordAsync_AfterTheReaperReleased_IsTheOneRowOfTheCall()
    {
        var owner = await database.CreateOrganizationAsync();
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        await _ledger.HoldAsync(request, Cancellation);
        await ReapAsync();

        await _ledger.SettleAsync(LedgerDesk.Used(request, 5 * LedgerDesk.Cent), Cancellation);
        await _ledger.RecordAsync(Record(request), Cancellation);

        Assert.Equal("completed 5 f 50000000", await database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', ending, output_tokens, estimated, cost_nano_usd), ', ') from call where id = $1", request.CallId));
    }

    [Fact]
    public async Task ExecuteAsync_OneLostCallAmongOthers_OnlyItsRowSaysWhatWasBooked()
    {
        var owner = await database.CreateOrganizationAsync();
        var (lost, fine) = (LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero), LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent));
        await _ledger.HoldAsync(lost, Cancellation);
        await _progress.WriteAsync([Came(lost, output: 40, cost: 3 * LedgerDesk.Cent)], TimeSpan.Zero);
        await ReapAsync();
        await _ledger.HoldAsync(fine, Cancellation);
        await using var connection = await database.Studio.OpenUnscopedAsync(Cancellation);

        await new LedgerStatement().ExecuteAsync(connection, [End(fine), End(lost)]);

        Assert.Equal("completed 5 50000000, completed 40 30000000", await database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', ending, output_tokens, cost_nano_usd), ', ' order by output_tokens) from call where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task RunOnceAsync_LeaseRenewed_LeavesTheHoldAlone()
    {
        var owner = await database.CreateOrganizationAsync();
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent, lease: TimeSpan.Zero);
        await _ledger.HoldAsync(request, Cancellation);

        await _progress.WriteAsync([Came(request, output: 1, cost: 1)], IHeldCalls.Lease);

        Assert.Equal(0, await ReapAsync());
    }

    [Fact]
    public async Task WriteAsync_OfACallThatIsSettled_ChangesNothing()
    {
        var owner = await database.CreateOrganizationAsync();
        var request = LedgerDesk.Ask(owner, 9 * LedgerDesk.Cent);
        await _ledger.HoldAsync(request, Cancellation);
        await _ledger.SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent), Cancellation);

        await _progress.WriteAsync([Came(request, output: 40, cost: 3 * LedgerDesk.Cent)], IHeldCalls.Lease);

        Assert.True(await database.ScalarAsync<bool>("select attempt is null from hold where call_id = $1", request.CallId));
    }

    private static Settlement Came(HoldRequest request, long output, long cost) => new(
        request.CallId, request.Caller, "OpenAI", "m-1", null, new TokenUsage { InputTokens = 100, OutputTokens = output, Estimated = true }, cost);

    private static LedgerItem End(HoldRequest request) => new(null, LedgerDesk.Used(request, 5 * LedgerDesk.Cent), Record(request));

    private static CallRecord Record(HoldRequest request) => new()
    {
        CallId = request.CallId,
        Caller = request.Caller,
        RequestedModel = "balanced",
        StartedAt = TimeProvider.System.GetUtcNow(),
        Duration = TimeSpan.FromSeconds(50),
        Streamed = true,
        Ending = CallEnding.Completed,
        Usage = new TokenUsage { InputTokens = 10, OutputTokens = 5 },
        CostNanoUsd = 5 * LedgerDesk.Cent,
        Attempts = [],
    };

    private async Task<int> ReapAsync()
    {
        using var reaper = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);
        return await reaper.RunOnceAsync(Cancellation);
    }
}
