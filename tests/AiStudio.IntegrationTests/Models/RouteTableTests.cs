using AiStudio.Features.Models;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

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
    public async Task ResolveAsync_AliasWithStrategyAndLists_GivesThemAll()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        await database.ExecuteAsync("update model_alias set strategy = 'weighted' where org_id = $1 and alias = 'balanced'", owner.OrganizationId);
        await database.ExecuteAsync("""
            update model_alias_candidate c set weight = 7 from model_alias a
            where a.org_id = $1 and a.alias = 'balanced' and c.org_id = a.org_id and c.alias_id = a.id and c.position = 1
            """, owner.OrganizationId);
        await AddAsync(owner, "context_overflow", 0, "Anthropic", "claude-sonnet-4-5-20250929");
        await AddAsync(owner, "content_refusal", 1, "OpenAI", Mini);
        await AddAsync(owner, "content_refusal", 0, "Local", "local-extractive-1");

        var plan = (await desk.NewRouteTable().ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation))!;

        Assert.Equal(RoutingStrategy.Weighted, plan.Strategy);
        Assert.Equal([(Mini, 1), ("claude-sonnet-4-5-20250929", 7), ("local-extractive-1", 1)], plan.Candidates.Select(candidate => (candidate.ModelId, candidate.Weight)));
        Assert.Equal("claude-sonnet-4-5-20250929", Assert.Single(plan.ContextOverflow).ModelId);
        Assert.Equal(["local-extractive-1", Mini], plan.ContentRefusal.Select(candidate => candidate.ModelId));
        Assert.NotNull(plan.ContentRefusal[1].Price);
    }

    [Fact]
    public async Task ResolveAsync_ConnectionDisabled_LeavesItOutOfEveryListAndAnEmptyAliasIsUnknown()
    {
        var desk = new ModelDesk(database);
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        await AddAsync(owner, "context_overflow", 0, "OpenAI", Mini);
        await DisableAsync(owner, "OpenAI");

        Assert.Empty((await desk.NewRouteTable().ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation))!.ContextOverflow);
        await DisableAsync(owner, "Anthropic");
        await DisableAsync(owner, "Local");
        Assert.Null(await desk.NewRouteTable().ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation));
    }

    [Theory]
    [InlineData("update provider_connection set disabled_at = now() where org_id = $1 and name = 'OpenAI'")]
    [InlineData("update model_alias set strategy = 'fastest' where org_id = $1")]
    [InlineData("delete from model_alias_candidate where org_id = $1 and position = 0")]
    public async Task ResolveAsync_ChangedByAnybody_IsHeardOfWithinASecond(string change)
    {
        // The clock stands still: nothing is read again because time has passed.
        var desk = new ModelDesk(database, new ManualTime());
        var owner = await desk.NewOrganizationAsync(ModelDesk.Both());
        var routes = desk.NewRouteTable();
        using var notifications = new NotificationListener(database.Studio, TimeProvider.System, NullLogger<NotificationListener>.Instance);
        using var listener = new RouteListener(notifications, routes);
        await listener.StartAsync(Cancellation);
        await notifications.StartAsync(Cancellation);
        await HeardAsync(notifications, owner);
        var before = await ShapeAsync(routes, owner);

        await database.ExecuteAsync(change, owner.OrganizationId);
        var changed = TimeProvider.System.GetTimestamp();
        while (await ShapeAsync(routes, owner) == before)
        {
            await Task.Delay(5, Cancellation);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(changed), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await notifications.StopAsync(Cancellation);
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

    // Listening has begun once a word of ours is heard.
    private async Task HeardAsync(NotificationListener notifications, Caller owner)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = notifications.Subscribe("routes", _ => heard.TrySetResult());
        while (await Task.WhenAny(heard.Task, Task.Delay(50, Cancellation)) != heard.Task)
        {
            await database.ExecuteAsync("update model_alias set strategy = strategy where org_id = $1", owner.OrganizationId);
        }
    }

    private static async Task<string> ShapeAsync(RouteTable routes, Caller caller)
    {
        var plan = (await routes.ResolveAsync(ModelDesk.CallerOf(caller), "balanced", Cancellation))!;
        return $"{plan.Strategy} {string.Join(' ', plan.Candidates.Select(candidate => candidate.ModelId))}";
    }

    private Task<int> AddAsync(Caller caller, string list, int position, string connection, string model) => database.ExecuteAsync("""
        insert into model_alias_candidate (org_id, alias_id, list, position, connection_id, model_id)
        select a.org_id, a.id, $2, $3, c.id, $5 from model_alias a join provider_connection c on c.org_id = a.org_id and c.name = $4
        where a.org_id = $1 and a.alias = 'balanced'
        """, caller.OrganizationId, list, position, connection, model);

    private static async Task<int> CountAsync(RouteTable routes, Caller caller) =>
        (await routes.ResolveAsync(ModelDesk.CallerOf(caller), "balanced", Cancellation))!.Candidates.Count;

    private Task<int> DisableAsync(Caller caller, string name) =>
        database.ExecuteAsync("update provider_connection set disabled_at = now() where org_id = $1 and name = $2", caller.OrganizationId, name);
}
