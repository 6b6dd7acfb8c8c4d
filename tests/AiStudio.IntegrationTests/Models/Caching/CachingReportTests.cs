using AiStudio.Features.Models.Caching;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.ResponseCache;
using AiStudio.IntegrationTests.Database;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.IntegrationTests.Models.Caching;

public sealed class CachingReportTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CachingReport Report => new(database.Studio);

    [Fact]
    public async Task Read_OfHitsAndCachedPrompts_SumsWhatTheySavedAndWhatLookingCost()
    {
        var owner = await database.CreateOrganizationAsync("Pacific/Auckland");
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        await ledger.RecordAsync(Hit(owner, CacheKind.Exact, 3_000), Cancellation);
        await ledger.RecordAsync(Hit(owner, CacheKind.Exact, 4_000), Cancellation);
        await ledger.RecordAsync(Hit(owner, CacheKind.Semantic, 500), Cancellation);
        await ledger.StoppedAsync(CancellationToken.None);
        await database.ExecuteAsync("insert into provider_connection (org_id, id, name, kind) values ($1, $2, 'P', 'anthropic')", owner.OrganizationId, Guid.CreateVersion7());
        await database.ExecuteAsync("""
            insert into model_price (org_id, id, provider_kind, model_id, effective_from, input_nano_per_million, cached_input_nano_per_million,
                                     cache_write_nano_per_million, output_nano_per_million, context_window, max_output_tokens, source)
            values ($1, $2, 'anthropic', 'm-1', now() - interval '1 day', 1000000, 100000, 1250000, 5000000, 200000, 4096, 'test')
            """, owner.OrganizationId, Guid.CreateVersion7());
        await EntryAsync(owner, "chat", "m-1", cached: 10_000, written: 2_000, cost: 5_000);
        await EntryAsync(owner, "cache-judge", "m-1", cached: 0, written: 0, cost: 700);
        await EntryAsync(owner, "cache-lookup", "m-1", cached: 0, written: 0, cost: 50);

        var savings = (await Report.ReadAsync(owner, 7, Cancellation)).Value!;

        // 10,000 × (1.0 − 0.1) − 2,000 × (1.25 − 1.0) nano-dollars a token.
        var row = Assert.Single(savings.Rows);
        Assert.Equal(("chat", "m-1", 2, 1, 7_000, 500, 10_000, 8_500), (row.Feature, row.Model, row.ExactHits, row.SemanticHits, row.ExactNanoUsd, row.SemanticNanoUsd, row.CachedTokens, row.PromptNanoUsd));
        Assert.Equal((50, 700, 15_250), (savings.LookingNanoUsd, savings.CheckingNanoUsd, savings.NetNanoUsd));
        Assert.Equal((savings.To, 6, "Pacific/Auckland"), (row.Day, savings.To.DayNumber - savings.From.DayNumber, savings.TimeZone));
    }

    [Fact]
    public async Task Read_OfAnotherOrganization_SeesNothingOfThis()
    {
        var owner = await database.CreateOrganizationAsync();
        await EntryAsync(owner, "cache-judge", "m-1", cached: 0, written: 0, cost: 700);

        var savings = (await Report.ReadAsync(await database.CreateOrganizationAsync(), 30, Cancellation)).Value!;

        Assert.Empty(savings.Rows);
        Assert.Equal(0, savings.NetNanoUsd);
    }

    [Theory]
    [InlineData(Role.Member, false)]
    [InlineData(Role.Finance, true)]
    [InlineData(Role.Admin, true)]
    public async Task Read_IsForFinanceAndAdmins(Role role, bool allowed)
    {
        var owner = await database.CreateOrganizationAsync();

        var savings = await Report.ReadAsync(await database.AddMemberAsync(owner.OrganizationId, role), 30, Cancellation);

        Assert.Equal(allowed ? null : ErrorKind.Forbidden, savings.Error?.Kind);
    }

    private static CallRecord Hit(Caller caller, CacheKind kind, long saved) => new()
    {
        CallId = Guid.CreateVersion7(),
        Caller = LedgerDesk.CallerOf(caller),
        RequestedModel = "balanced",
        ServedModel = "m-1",
        StartedAt = TimeProvider.System.GetUtcNow(),
        Duration = TimeSpan.FromMilliseconds(3),
        Streamed = true,
        Ending = CallEnding.Completed,
        CacheKind = kind,
        SavedNanoUsd = saved,
        Attempts = [],
    };

    private Task<int> EntryAsync(Caller caller, string feature, string model, long cached, long written, long cost) => database.ExecuteAsync("""
        insert into daily_spend (org_id, day, feature, model_id, provider, calls, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, cost_nano_usd)
        select o.id, (now() at time zone o.time_zone)::date, $2, $3, 'P', 1, 20000, $4, $5, 10, $6 from organization o where o.id = $1
        """, caller.OrganizationId, feature, model, cached, written, cost);
}
