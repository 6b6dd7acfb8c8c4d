using AiStudio.Features.Models;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Models;

public sealed class RouteTableTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Mini = "gpt-4.1-mini-2025-04-14";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResolveAsync_Alias_GivesCandidatesInOrderWithKeyAndPrice()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());

        var plan = await desk.NewRouteTable().ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation);

        Assert.Equal([Mini, "claude-sonnet-4-5-20250929", "local-extractive-1"], plan!.Candidates.Select(candidate => candidate.ModelId));
        var first = plan.Candidates[0];
        Assert.Equal((ProviderKind.OpenAi, "sk-one", "https://api.openai.com/v1"), (first.Connection.Kind, first.Connection.ApiKey.Reveal(), first.Connection.BaseUrl!.AbsoluteUri));
        Assert.Equal((400_000_000, 100_000_000, 1_600_000_000), (first.Price!.InputPerMillion, first.Price.CachedInputPerMillion, first.Price.OutputPerMillion));
        Assert.Equal((1_047_576, 32_768), (first.ContextWindow, first.MaxOutputTokens));
        var last = plan.Candidates[2];
        Assert.Equal((ProviderKind.Local, 0, null), (last.Connection.Kind, last.Price!.OutputPerMillion, last.Connection.BaseUrl));
    }

    [Fact]
    public async Task ResolveAsync_PinnedId_GivesConnectionsOfItsKind()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());

        Assert.Equal(["gpt-4.1-nano-2025-04-14 @ OpenAI"], await desk.CandidatesAsync(owner, "gpt-4.1-nano-2025-04-14"));
        Assert.Equal(["claude-opus-4-20250514 @ Anthropic"], await desk.CandidatesAsync(owner, "claude-opus-4-20250514"));
        Assert.Equal(["local-hash-1 @ Local"], await desk.CandidatesAsync(owner, "embedding"));
        Assert.Empty(await desk.CandidatesAsync(owner, "gpt-4.1"));
    }

    [Fact]
    public async Task ResolveAsync_ModelOfAnotherOrganization_IsUnknown()
    {
        var desk = new ModelDesk(database);
        await desk.NewOrganizationAsync(ModelDesk.Both());
        var other = await desk.NewOrganizationAsync();

        Assert.Empty(await desk.CandidatesAsync(other, Mini));
        Assert.Equal(["local-extractive-1 @ Local"], await desk.CandidatesAsync(other, "quality"));
    }

    [Fact]
    public async Task ResolveAsync_NewPriceWithALaterDate_ComesIntoForceThen()
    {
        var time = new ManualTime();
        var desk = new ModelDesk(database, time);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        await using (var db = await database.Studio.BeginAsync(owner.Scope, Cancellation))
        {
            db.Add(new ModelPrice
            {
                OrganizationId = owner.OrganizationId, ProviderKind = ProviderKind.OpenAi, ModelId = Mini, EffectiveFrom = time.GetUtcNow().AddHours(1),
                InputNanoPerMillion = 7, OutputNanoPerMillion = 9, ContextWindow = 10, MaxOutputTokens = 5, Source = "test",
            });
            await db.CommitAsync(Cancellation);
        }

        var routes = desk.NewRouteTable();
        var before = await routes.ResolveAsync(ModelDesk.CallerOf(owner), Mini, Cancellation);
        time.Advance(TimeSpan.FromHours(1));
        var after = await routes.ResolveAsync(ModelDesk.CallerOf(owner), Mini, Cancellation);

        Assert.Equal((400_000_000, 7), (before!.Candidates[0].Price!.InputPerMillion, after!.Candidates[0].Price!.InputPerMillion));
        Assert.Equal(10, after.Candidates[0].ContextWindow);
    }

    [Fact]
    public async Task ResolveAsync_ModelWithoutPrice_HasNoPrice()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both(model: "house-model-7"));

        var plan = await desk.NewRouteTable().ResolveAsync(ModelDesk.CallerOf(owner), "house-model-7", Cancellation);

        Assert.Null(Assert.Single(plan!.Candidates).Price);
    }

    [Fact]
    public async Task ResolveAsync_SecretOfAnotherConnection_LeavesItOutAndKeepsTheOthers()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        await database.ExecuteAsync("""
            update provider_connection set secret = (select secret from provider_connection where org_id = $1 and name = 'OpenAI')
            where org_id = $1 and name = 'Anthropic'
            """, owner.OrganizationId);

        Assert.Equal([$"{Mini} @ OpenAI", "local-extractive-1 @ Local"], await desk.CandidatesAsync(owner, "fast"));
    }

    [Fact]
    public async Task ResolveAsync_AfterAChange_IsSeenWithinSecondsOrAtOnceWhenForgotten()
    {
        var time = new ManualTime();
        var desk = new ModelDesk(database, time);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        var routes = desk.NewRouteTable();
        Assert.Equal(3, await CountAsync(routes, owner));

        await DisableAsync(owner, "OpenAI");
        Assert.Equal(3, await CountAsync(routes, owner));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2, await CountAsync(routes, owner));

        await DisableAsync(owner, "Anthropic");
        routes.Forget(owner.OrganizationId);
        Assert.Equal(1, await CountAsync(routes, owner));
    }

    [Fact]
    public async Task ListAsync_OfTheCatalogue_NamesAliasesAndWhatStandsBehindThem()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(new ProvidersOptions { OpenAi = new() { ApiKey = "k", Model = Mini } });

        var choices = await new ModelCatalogue(desk.NewRouteTable(), TimeProvider.System).ListAsync(owner, Cancellation);

        Assert.Equal(["balanced", "fast", "quality"], choices.Select(choice => choice.Name));
        Assert.Equal($"{Mini} (OpenAI), then local-extractive-1 (Local)", choices[0].Description);
    }

    private static async Task<int> CountAsync(RouteTable routes, Caller caller) =>
        (await routes.ResolveAsync(ModelDesk.CallerOf(caller), "balanced", Cancellation))!.Candidates.Count;

    private Task<int> DisableAsync(Caller caller, string name) =>
        database.ExecuteAsync("update provider_connection set disabled_at = now() where org_id = $1 and name = $2", caller.OrganizationId, name);
}
