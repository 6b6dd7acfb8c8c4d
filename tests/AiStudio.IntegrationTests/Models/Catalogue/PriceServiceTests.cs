using AiStudio.Features.Models;
using AiStudio.Features.Models.Catalogue;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.IntegrationTests.Models.Catalogue;

public sealed class PriceServiceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Mini = "gpt-4.1-mini-2025-04-14";

    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static PriceDraft House => new() { ModelId = "house-model-7", InputUsd = 0.4m, OutputUsd = 1.25m, ContextWindow = 32_000, MaxOutputTokens = 4_000, Source = "Contract 7" };

    [Fact]
    public async Task AddAsync_LaterPrice_ComesIntoForceThenAndKeepsTheOld()
    {
        var desk = new ModelDesk(database, _time);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        var prices = Service(desk);

        var added = await prices.AddAsync(owner, House with { ModelId = Mini, EffectiveFrom = _time.GetUtcNow().AddDays(2), InputUsd = 0.3m }, Cancellation);
        var before = await FindAsync(prices, owner, Mini);
        _time.Advance(TimeSpan.FromDays(3));
        var after = await FindAsync(prices, owner, Mini);

        Assert.True(added.Succeeded, added.Error?.Message);
        Assert.Equal((400_000_000, 300_000_000), (before.InForce!.InputNanoPerMillion, after.InForce!.InputNanoPerMillion));
        Assert.Equal(300_000_000, after.InForce.CachedInputNanoPerMillion);
        Assert.Equal([300_000_000, 400_000_000], after.History.Select(price => price.InputNanoPerMillion));
        Assert.Equal(["balanced", "fast", "quality"], after.Aliases);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from activity_log where org_id = $1 and action = 'price.added'", owner.OrganizationId));
    }

    [Fact]
    public async Task ListAsync_ModelBehindAnAliasWithoutPrice_ComesFirstUntilItHasOne()
    {
        var desk = new ModelDesk(database, _time);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both(model: "house-model-7"));
        var prices = Service(desk);

        var first = (await prices.ListAsync(owner, Cancellation))[0];
        Assert.Equal(("house-model-7", null), (first.ModelId, first.InForce));
        Assert.True((await prices.AddAsync(owner, House, Cancellation)).Succeeded);

        Assert.Equal(1_250_000_000, (await FindAsync(prices, owner, "house-model-7")).InForce!.OutputNanoPerMillion);
    }

    [Fact]
    public async Task AddAsync_WhatNoPriceMayBe_IsRefused()
    {
        var desk = new ModelDesk(database, _time);
        var owner = await desk.NewOrganizationAsync();
        var prices = Service(desk);

        Assert.Equal("price_past", await CodeAsync(House with { EffectiveFrom = _time.GetUtcNow().AddMinutes(-1) }));
        Assert.Equal("price_amount", await CodeAsync(House with { InputUsd = -1 }));
        Assert.Equal("price_amount", await CodeAsync(House with { OutputUsd = 0.0000000001m }));
        Assert.Equal("price_amount", await CodeAsync(House with { CachedInputUsd = 10_001 }));
        Assert.Equal("price_limits", await CodeAsync(House with { MaxOutputTokens = 0 }));
        Assert.Equal("price_limits", await CodeAsync(House with { MaxOutputTokens = 40_000 }));
        Assert.Equal("price_source", await CodeAsync(House with { Source = " " }));
        Assert.Equal("price_local", await CodeAsync(House with { Provider = ProviderKind.Local }));
        Assert.Equal("model_id_floating", await CodeAsync(House with { ModelId = "gpt-4.1-mini" }));
        Assert.True((await prices.AddAsync(owner, House, Cancellation)).Succeeded);
        Assert.Equal("price_exists", await CodeAsync(House));

        async Task<string?> CodeAsync(PriceDraft draft) => (await prices.AddAsync(owner, draft, Cancellation)).Error?.Code;
    }

    [Fact]
    public async Task AddAsync_PriceOfLongCalls_IsKeptWhole()
    {
        var desk = new ModelDesk(database, _time);
        var owner = await desk.NewOrganizationAsync();
        var prices = Service(desk);
        Assert.Equal("price_long", (await prices.AddAsync(owner, House with { LongPrompt = new(0, 1, 1, 1, 1) }, Cancellation)).Error?.Code);

        Assert.True((await prices.AddAsync(owner, House with { LongPrompt = new(16_000, 0.8m, 0.2m, 1m, 2.5m) }, Cancellation)).Succeeded);

        var price = (await FindAsync(prices, owner, House.ModelId)).InForce!;
        Assert.Equal((16_000, 800_000_000, 200_000_000, 1_000_000_000, 2_500_000_000),
            (price.AboveInputTokens, price.LongInputNanoPerMillion, price.LongCachedInputNanoPerMillion, price.LongCacheWriteNanoPerMillion, price.LongOutputNanoPerMillion));
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Finance)]
    public async Task Prices_ForWhoMayNot_AreClosed(Role role)
    {
        var desk = new ModelDesk(database, _time);
        var owner = await desk.NewOrganizationAsync();
        var person = await database.AddMemberAsync(owner.OrganizationId, role);

        Assert.Empty(await Service(desk).ListAsync(person, Cancellation));
        Assert.Equal(ErrorKind.Forbidden, (await Service(desk).AddAsync(person, House, Cancellation)).Error?.Kind);
    }

    private PriceService Service(ModelDesk desk) => new(database.Studio, PriceCatalogue.Embedded(), desk.NewRouteTable(), _time);

    private static async Task<PricedModel> FindAsync(PriceService prices, Caller caller, string model) =>
        (await prices.ListAsync(caller, Cancellation)).Single(row => row.ModelId == model);
}
