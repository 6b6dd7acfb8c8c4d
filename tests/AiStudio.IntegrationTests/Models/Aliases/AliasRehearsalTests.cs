using AiStudio.Features.Models;
using AiStudio.Features.Models.Aliases;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing.Rehearsal;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.Extensions.Options;

namespace AiStudio.IntegrationTests.Models.Aliases;

public sealed class AliasRehearsalTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private readonly ModelDesk _desk = new(database);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlayAsync_FirstIsDown_SaysThatTheSecondAnswersAndSpendsNothing()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var routes = _desk.NewRouteTable();
        var draft = await BalancedAsync(routes, owner);

        var played = await Rehearsal(routes).PlayAsync(owner, draft, new Dictionary<AliasCandidate, Conduct> { [draft.Answer[0]] = Conduct.KeyRefused }, Cancellation);

        var path = played.Value!;
        Assert.True(path.Answered);
        Assert.Equal(["gpt-4.1-mini-2025-04-14 at OpenAI", "claude-sonnet-4-5-20250929 at Anthropic"], path.Steps.Select(step => step.Candidate));
        Assert.Equal("Asked: its provider refuses the key.", path.Steps[0].Text);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from hold where org_id = $1", owner.OrganizationId));
    }

    [Fact]
    public async Task PlayAsync_AllAreDown_SaysWhatTheCallerIsTold()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var routes = _desk.NewRouteTable();
        var draft = await BalancedAsync(routes, owner);

        var played = await Rehearsal(routes).PlayAsync(owner, draft, draft.Answer.ToDictionary(candidate => candidate, _ => Conduct.Down), Cancellation);

        Assert.False(played.Value!.Answered);
        Assert.Contains("None of the 3 models behind “balanced” answered", played.Value.Ending, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlayAsync_ByAMember_IsRefused()
    {
        var owner = await _desk.NewOrganizationAsync(ModelDesk.Both());
        var routes = _desk.NewRouteTable();
        var draft = await BalancedAsync(routes, owner);

        var played = await Rehearsal(routes).PlayAsync(owner with { Role = Role.Member }, draft, new Dictionary<AliasCandidate, Conduct>(), Cancellation);

        Assert.Equal(ErrorKind.Forbidden, played.Error?.Kind);
    }

    private static AliasRehearsal Rehearsal(RouteTable routes) => new(routes, Options.Create(new GatewayOptions()), TimeProvider.System);

    private async Task<AliasDraft> BalancedAsync(RouteTable routes, Caller owner) =>
        (await new AliasService(database.Studio, new AliasRules(PriceCatalogue.Embedded()), routes).ListAsync(owner, Cancellation)).Single(alias => alias.Name == "balanced");
}
