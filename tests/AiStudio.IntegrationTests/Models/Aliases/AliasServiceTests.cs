using AiStudio.Features.Models;
using AiStudio.Features.Models.Aliases;
using AiStudio.Gateway.Routing;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.IntegrationTests.Models.Aliases;

public sealed class AliasServiceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Nano = "gpt-4.1-nano-2025-04-14";
    private const string Sonnet = "claude-sonnet-4-5-20250929";

    private readonly ModelDesk _desk = new(database);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveAsync_NewOrderListsAndStrategy_AreWhatCallsGet()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var routes = _desk.NewRouteTable();
        var aliases = ServiceWith(routes);
        var balanced = await FindAsync(aliases, owner, "balanced");
        await routes.ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation);

        var saved = await aliases.SaveAsync(owner, balanced with
        {
            Strategy = RoutingStrategy.Weighted,
            Answer = [.. balanced.Answer.Reverse().Select((candidate, number) => candidate with { Weight = number })],
            ContextOverflow = [balanced.Answer[1]],
            ContentRefusal = [balanced.Answer[2]],
        }, Cancellation);

        Assert.True(saved.Succeeded, saved.Error?.Message);
        var plan = (await routes.ResolveAsync(ModelDesk.CallerOf(owner), "balanced", Cancellation))!;
        Assert.Equal(RoutingStrategy.Weighted, plan.Strategy);
        Assert.Equal([("local-extractive-1", 0), (Sonnet, 1), ("gpt-4.1-mini-2025-04-14", 2)], plan.Candidates.Select(candidate => (candidate.ModelId, candidate.Weight)));
        Assert.Equal(Sonnet, Assert.Single(plan.ContextOverflow).ModelId);
        Assert.Equal("local-extractive-1", Assert.Single(plan.ContentRefusal).ModelId);
        Assert.Equal(1, await database.ScalarAsync<long>(
            "select count(*) from activity_log where org_id = $1 and action = 'alias.changed' and actor_id = $2", owner.OrganizationId, owner.UserId));
    }

    [Fact]
    public async Task SaveAsync_OnTopOfAnOlderRevision_IsRefusedAndChangesNothing()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var aliases = ServiceWith(_desk.NewRouteTable());
        var read = await FindAsync(aliases, owner, "fast");
        Assert.True((await aliases.SaveAsync(owner, read with { Strategy = RoutingStrategy.Fastest }, Cancellation)).Succeeded);

        var late = await aliases.SaveAsync(owner, read with { Answer = [read.Answer[2]] }, Cancellation);

        Assert.Equal("alias_changed", late.Error?.Code);
        Assert.Equal(3, (await FindAsync(aliases, owner, "fast")).Answer.Count);
    }

    [Fact]
    public async Task SaveAsync_TwoAtOnce_OneWins()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var aliases = ServiceWith(_desk.NewRouteTable());
        var read = await FindAsync(aliases, owner, "fast");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => aliases.SaveAsync(owner, read with { Strategy = RoutingStrategy.Cheapest }, Cancellation)));

        Assert.Single(results, result => result.Succeeded);
        Assert.All(results.Where(result => !result.Succeeded), result => Assert.Equal("alias_changed", result.Error!.Code));
    }

    [Fact]
    public async Task SaveAsync_OwnAlias_IsMadeOnceAndDeleted()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var aliases = ServiceWith(_desk.NewRouteTable());
        var candidate = (await FindAsync(aliases, owner, "fast")).Answer[0] with { ModelId = Nano };
        var draft = new AliasDraft { Name = "support-desk", Answer = [candidate] };

        var made = await aliases.SaveAsync(owner, draft, Cancellation);
        var again = await aliases.SaveAsync(owner, draft, Cancellation);
        Assert.Equal([$"{Nano} @ OpenAI"], await _desk.CandidatesAsync(owner, "support-desk"));
        var stale = await aliases.DeleteAsync(owner, made.Value!.Id!.Value, 0, Cancellation);
        var deleted = await aliases.DeleteAsync(owner, made.Value.Id.Value, made.Value.Revision, Cancellation);

        Assert.Equal("alias_name_taken", again.Error?.Code);
        Assert.Equal("alias_changed", stale.Error?.Code);
        Assert.True(deleted.Succeeded);
        Assert.Empty(await _desk.CandidatesAsync(owner, "support-desk"));
    }

    [Theory]
    [InlineData("gpt-4.1-mini", "model_id_floating")]
    [InlineData("gpt-4o-latest", "model_id_floating")]
    [InlineData("", "model_id")]
    public async Task SaveAsync_ModelThatIsNotPinned_IsRefusedWithTheReason(string model, string code)
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var aliases = ServiceWith(_desk.NewRouteTable());
        var read = await FindAsync(aliases, owner, "quality");

        var saved = await aliases.SaveAsync(owner, read with { Answer = [.. read.Answer, read.Answer[0] with { ModelId = model }] }, Cancellation);

        Assert.Equal(code, saved.Error?.Code);
        Assert.Equal(3, (await FindAsync(aliases, owner, "quality")).Answer.Count);
    }

    [Fact]
    public async Task SaveAsync_WhatNoAliasMayBe_IsRefused()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var aliases = ServiceWith(_desk.NewRouteTable());
        var read = await FindAsync(aliases, owner, "quality");

        Assert.Equal("alias_empty", await CodeAsync(read with { Answer = [] }));
        Assert.Equal("alias_twice", await CodeAsync(read with { Answer = [read.Answer[0], read.Answer[0]] }));
        Assert.Equal("alias_weights", await CodeAsync(read with { Answer = [read.Answer[0] with { Weight = 1_001 }] }));
        Assert.Equal("alias_weights", await CodeAsync(read with { Strategy = RoutingStrategy.Weighted, Answer = [read.Answer[0] with { Weight = 0 }] }));
        Assert.Equal("alias_name", await CodeAsync(new AliasDraft { Name = "No Name", Answer = read.Answer }));
        Assert.Equal("alias_built_in", (await aliases.DeleteAsync(owner, read.Id!.Value, read.Revision, Cancellation)).Error?.Code);

        async Task<string?> CodeAsync(AliasDraft draft) => (await aliases.SaveAsync(owner, draft, Cancellation)).Error?.Code;
    }

    [Fact]
    public async Task SaveAsync_ThingsOfAnotherOrganization_AreNotFound()
    {
        var (owner, stranger) = (await _desk.NewOrganizationAsync(ModelDesk.Both()), await _desk.NewOrganizationAsync(ModelDesk.Both()));
        var aliases = ServiceWith(_desk.NewRouteTable());
        var theirs = await FindAsync(aliases, stranger, "fast");
        var ours = await FindAsync(aliases, owner, "fast");

        Assert.Equal(ErrorKind.NotFound, (await aliases.SaveAsync(owner, ours with { Answer = theirs.Answer }, Cancellation)).Error?.Kind);
        Assert.Equal(ErrorKind.NotFound, (await aliases.SaveAsync(owner, ours with { Id = theirs.Id }, Cancellation)).Error?.Kind);
        Assert.Equal(ErrorKind.NotFound, (await aliases.DeleteAsync(owner, theirs.Id!.Value, theirs.Revision, Cancellation)).Error?.Kind);
        Assert.Equal(theirs.Answer, (await FindAsync(aliases, stranger, "fast")).Answer);
    }

    [Theory]
    [InlineData(Role.Member)]
    [InlineData(Role.Finance)]
    public async Task Aliases_ForWhoMayNot_AreClosed(Role role)
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var aliases = ServiceWith(_desk.NewRouteTable());
        var read = await FindAsync(aliases, owner, "fast");
        var person = await database.AddMemberAsync(owner.OrganizationId, role);

        Assert.Empty(await aliases.ListAsync(person, Cancellation));
        Assert.Equal(ErrorKind.Forbidden, (await aliases.SaveAsync(person, read, Cancellation)).Error?.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await aliases.DeleteAsync(person, read.Id!.Value, read.Revision, Cancellation)).Error?.Kind);
    }

    private AliasService ServiceWith(RouteTable routes) => new(database.Studio, new AliasRules(PriceCatalogue.Embedded()), routes);

    private static async Task<AliasDraft> FindAsync(AliasService aliases, Caller caller, string name) =>
        (await aliases.ListAsync(caller, Cancellation)).Single(alias => alias.Name == name);
}
