using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AiStudio.IntegrationTests.Spend;

public sealed class CallLogTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private LedgerWriter _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await LedgerDesk.StartNodeAsync(database.Studio);

    public async ValueTask DisposeAsync() => await _ledger.StoppedAsync(CancellationToken.None);

    [Fact]
    public async Task RecordAsync_SameCallTwiceAtOnce_StoresItOnceWithItsAttempts()
    {
        var owner = await database.CreateOrganizationAsync();
        var record = Record(owner, TimeProvider.System.GetUtcNow());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _ledger.RecordAsync(record, Cancellation).AsTask()));
        await _ledger.RecordAsync(record, Cancellation);

        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from call where id = $1", record.CallId));
        Assert.Equal("completed balanced m-1 OpenAI 1200 340 25 7 4200", await database.ScalarAsync<string>("""
            select concat_ws(' ', ending, requested_model, served_model, provider, duration_ms, first_token_ms, input_tokens, output_tokens, cost_nano_usd)
            from call where org_id = $1 and id = $2
            """, owner.OrganizationId, record.CallId));
        Assert.Equal("1 m-0 provider_unavailable, 2 m-1", await database.ScalarAsync<string>(
            "select string_agg(concat_ws(' ', number, model_id, error_code), ', ' order by number) from call_attempt where org_id = $1 and call_id = $2",
            owner.OrganizationId, record.CallId));
        Assert.Equal("1 0 30 0 t 6000, 2 15 25 7 f 4200", await database.ScalarAsync<string>("""
            select string_agg(concat_ws(' ', number, queued_ms, input_tokens, output_tokens, estimated, cost_nano_usd), ', ' order by number)
            from call_attempt where org_id = $1 and call_id = $2
            """, owner.OrganizationId, record.CallId));
    }

    [Fact]
    public async Task RecordAsync_NoPartitionForItsMonth_FailsAndNeighboursAreStored()
    {
        var owner = await database.CreateOrganizationAsync();
        var now = TimeProvider.System.GetUtcNow();
        var records = Enumerable.Range(0, 20).Select(i => Record(owner, i == 7 ? now.AddYears(5) : now)).ToList();

        var tasks = records.Select(record => _ledger.RecordAsync(record, Cancellation).AsTask()).ToList();

        var failure = await Assert.ThrowsAsync<PostgresException>(() => tasks[7]);
        Assert.Contains("no partition", failure.MessageText, StringComparison.Ordinal);
        await Task.WhenAll(tasks.Where((_, i) => i != 7));
        Assert.Equal(19L, await database.ScalarAsync<long>("select count(*) from call where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task RecordAsync_WithASettlement_WritesBothOnceAndMakesRoomForTheNext()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", LedgerDesk.Cent);
        var request = LedgerDesk.Ask(owner, LedgerDesk.Cent);
        Assert.NotNull((await _ledger.HoldAsync(request, Cancellation)).Hold);
        var record = Record(owner, TimeProvider.System.GetUtcNow()) with { CallId = request.CallId, Settlement = LedgerDesk.Used(request, LedgerDesk.Cent / 2) };

        var ends = Enumerable.Range(0, 8).Select(_ => _ledger.RecordAsync(record, Cancellation).AsTask()).ToList();
        var next = await _ledger.HoldAsync(LedgerDesk.Ask(owner, LedgerDesk.Cent / 2), Cancellation);
        await Task.WhenAll(ends);

        Assert.Equal((LedgerDesk.Cent / 2, 0L), (next.Hold!.AmountNanoUsd, next.Hold.LeftNanoUsd));
        Assert.Equal("1 1", await database.ScalarAsync<string>(
            "select concat_ws(' ', (select count(*) from call where id = $1), (select count(*) from ledger_entry where call_id = $1))", request.CallId));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task RecordAsync_WithASettlement_ThatCannotBeRecorded_SettlesNothing()
    {
        var owner = await database.CreateOrganizationAsync();
        var request = LedgerDesk.Ask(owner, LedgerDesk.Cent);
        await _ledger.HoldAsync(request, Cancellation);
        var record = Record(owner, TimeProvider.System.GetUtcNow().AddYears(5)) with { CallId = request.CallId, Settlement = LedgerDesk.Used(request, LedgerDesk.Cent) };

        await Assert.ThrowsAsync<PostgresException>(() => _ledger.RecordAsync(record, Cancellation).AsTask());

        Assert.Equal("held", await database.ScalarAsync<string>("select state from hold where call_id = $1", request.CallId));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from ledger_entry where call_id = $1", request.CallId));
    }

    [Fact]
    public async Task RunOnceAsync_OfCallPartitions_MayRunAgain()
    {
        using var partitions = new CallPartitions(database.Studio, TimeProvider.System, NullLogger<CallPartitions>.Instance);

        await partitions.RunOnceAsync(Cancellation);
        await partitions.RunOnceAsync(Cancellation);

        Assert.Equal(5L, await database.ScalarAsync<long>(
            "select count(*) from pg_inherits where inhparent = 'call'::regclass"));
    }

    private static CallRecord Record(Caller caller, DateTimeOffset startedAt) => new()
    {
        CallId = Guid.CreateVersion7(),
        Caller = LedgerDesk.CallerOf(caller),
        RequestedModel = "balanced",
        ServedModel = "m-1",
        Provider = "OpenAI",
        StartedAt = startedAt,
        Duration = TimeSpan.FromMilliseconds(1_200),
        FirstTokenAfter = TimeSpan.FromMilliseconds(340),
        Streamed = true,
        Ending = CallEnding.Completed,
        Usage = new TokenUsage { InputTokens = 25, OutputTokens = 7 },
        CostNanoUsd = 4_200,
        Attempts =
        [
            new CallAttempt("OpenAI", "m-0", startedAt, TimeSpan.FromMilliseconds(200), null, "provider_unavailable")
            {
                Usage = new TokenUsage { InputTokens = 30, OutputTokens = 0, Estimated = true },
                CostNanoUsd = 6_000,
            },
            new CallAttempt("OpenAI", "m-1", startedAt, TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(40), null)
            {
                QueuedFor = TimeSpan.FromMilliseconds(15),
                Usage = new TokenUsage { InputTokens = 25, OutputTokens = 7 },
                CostNanoUsd = 4_200,
            },
        ],
    };
}
