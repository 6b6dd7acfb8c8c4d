using AiStudio.Features.Spend.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

public sealed class BudgetServiceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly BudgetDraft Draft = new("Everyone, monthly", BudgetScope.Organization, "", BudgetPeriod.Month, 12.5m);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private BudgetService Service => new(database.Studio, TimeProvider.System);

    private BudgetList List => new(database.Studio);

    [Fact]
    public async Task CreateEditRaiseAndDisable_ByFinance_AreSeenByListAndLedgerAndLogged()
    {
        var owner = await database.CreateOrganizationAsync();
        var finance = await database.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);

        var id = (await Service.CreateAsync(finance, Draft, Cancellation)).Value;
        Assert.True((await Service.EditAsync(finance, id, Draft with { Name = "All", CapUsd = 1, StopPercent = 110 }, Cancellation)).Succeeded);
        var request = LedgerDesk.Ask(owner, 80 * LedgerDesk.Cent);
        await ledger.HoldAsync(request, Cancellation);
        await ledger.SettleAsync(LedgerDesk.Used(request, 75 * LedgerDesk.Cent), Cancellation);
        await ledger.HoldAsync(LedgerDesk.Ask(owner, 5 * LedgerDesk.Cent), Cancellation);
        Assert.True((await Service.RaiseAsync(finance, id, new(0.5m, TimeSpan.FromHours(2), "launch"), Cancellation)).Succeeded);

        var row = Assert.Single((await List.ListAsync(finance, Cancellation)).Value!);
        Assert.Equal(("All", 100 * LedgerDesk.Cent, 150 * LedgerDesk.Cent), (row.Name, row.BaseCapNanoUsd, row.CapNanoUsd));
        Assert.Equal((75 * LedgerDesk.Cent, 5 * LedgerDesk.Cent, 70 * LedgerDesk.Cent), (row.UsedNanoUsd, row.HeldNanoUsd, row.LeftNanoUsd));
        Assert.InRange(row.RaisedUntil!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(110), TimeSpan.FromMinutes(130));
        var alert = Assert.Single((await List.AlertsAsync(finance, Cancellation)).Value!);
        Assert.Equal(("All", 70), (alert.Budget, alert.Percent));

        Assert.True((await Service.DisableAsync(finance, id, Cancellation)).Succeeded);
        Assert.NotNull((await ledger.HoldAsync(LedgerDesk.Ask(owner, 900 * LedgerDesk.Cent), Cancellation)).Hold);
        Assert.True((await Service.EnableAsync(finance, id, Cancellation)).Succeeded);
        Assert.NotNull((await ledger.HoldAsync(LedgerDesk.Ask(owner, 900 * LedgerDesk.Cent), Cancellation)).Refusal);
        await ledger.StoppedAsync(Cancellation);

        Assert.Equal("budget.created budget.changed budget.raised budget.disabled budget.enabled", await database.ScalarAsync<string>(
            "select string_agg(action, ' ' order by created_at) from activity_log where org_id = $1 and actor_id = $2", owner.OrganizationId, finance.UserId));
    }

    [Theory]
    [InlineData(BudgetScope.User, "nobody@example.test", "Nobody with this e-mail")]
    [InlineData(BudgetScope.ApiKey, "sk-none", "no API key")]
    [InlineData(BudgetScope.Tier, "gold", "free, pro and enterprise")]
    [InlineData(BudgetScope.Unit, "Sales", "no unit of this name, or it is archived")]
    [InlineData(BudgetScope.Feature, "", "whom or what")]
    [InlineData(BudgetScope.Model, "gpt-misspelt", "No model of this organization has this id")]
    public async Task CreateAsync_OfNobody_SaysWhatIsMissing(BudgetScope scope, string whom, string said)
    {
        var owner = await database.CreateOrganizationAsync();

        var result = await Service.CreateAsync(owner, Draft with { Scope = scope, Whom = whom }, Cancellation);

        Assert.Contains(said, result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAsync_OfAModelThatAnswered_IsMadeAndSuggestedToFinanceOnly()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        var request = LedgerDesk.Ask(owner, LedgerDesk.Cent, feature: "fax", models: "model-of-ours");
        await ledger.HoldAsync(request, Cancellation);
        await ledger.SettleAsync(LedgerDesk.Used(request, LedgerDesk.Cent, "model-of-ours"), Cancellation);
        await ledger.StoppedAsync(Cancellation);
        var suggestions = new ScopeSuggestions(database.Studio);

        Assert.True((await Service.CreateAsync(owner, Draft with { Scope = BudgetScope.Model, Whom = "model-of-ours" }, Cancellation)).Succeeded);

        var known = (await suggestions.ListAsync(owner, Cancellation)).Value!;
        Assert.Equal(["Model", "Feature", "Tier"], new[] { "model-of-ours", "fax", "pro" }.Select(value => known.Single(suggestion => suggestion.Value == value).Label));
        Assert.Contains(known, suggestion => suggestion.Value == member.Email);
        Assert.Equal("not_finance", (await suggestions.ListAsync(member, Cancellation)).Error?.Code);
    }

    [Theory]
    [InlineData("", "12", 100, null)]
    [InlineData("x", "-1", 100, null)]
    [InlineData("x", "1000000001", 100, null)]
    [InlineData("x", "12", 111, null)]
    [InlineData("x", "12", 100, "Mars/Olympus")]
    public async Task CreateAsync_ImpossibleDraft_IsRefused(string name, string cap, int stop, string? zone)
    {
        var owner = await database.CreateOrganizationAsync();
        var usd = decimal.Parse(cap, System.Globalization.CultureInfo.InvariantCulture);

        Assert.False((await Service.CreateAsync(owner, Draft with { Name = name, CapUsd = usd, StopPercent = stop, TimeZone = zone }, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task CreateAsync_ForAPerson_CountsTheirs()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);

        var id = (await Service.CreateAsync(owner, Draft with { Scope = BudgetScope.User, Whom = member.Email }, Cancellation)).Value;

        Assert.Equal(member.UserId.ToString(), await database.ScalarAsync<string>("select scope_value from budget where id = $1", id));
        Assert.Equal(member.Email, Assert.Single((await List.ListAsync(owner, Cancellation)).Value!).Whom);
    }

    [Fact]
    public async Task CreateAsync_ForAUnit_IsByItsName_AndOutlivesItsArchiving()
    {
        var owner = await database.CreateOrganizationAsync();
        var stranger = await database.CreateOrganizationAsync();
        var unit = await database.AddUnitAsync(owner);
        await database.ExecuteAsync("update organization_unit set name = 'Sales' where id = $1", unit);
        var draft = Draft with { Scope = BudgetScope.Unit, Whom = "sales", Period = BudgetPeriod.Quarter };

        var id = (await Service.CreateAsync(owner, draft, Cancellation)).Value;
        Assert.Equal("budget_scope", (await Service.CreateAsync(stranger, draft, Cancellation)).Error?.Code);
        Assert.True((await Service.EditAsync(owner, id, draft with { Name = "Sales, quarterly", CapUsd = 3 }, Cancellation)).Succeeded);

        Assert.Equal((unit.ToString(), "quarter"), (await database.ScalarAsync<string>("select scope_value from budget where id = $1", id), await database.ScalarAsync<string>("select period from budget where id = $1", id)));
        var row = Assert.Single((await List.ListAsync(owner, Cancellation)).Value!);
        Assert.Equal(("Unit: Sales", "Sales, quarterly", 300 * LedgerDesk.Cent), (BudgetWording.Counts(row), row.Name, row.CapNanoUsd));
        Assert.Equal("Unit", (await new ScopeSuggestions(database.Studio).ListAsync(owner, Cancellation)).Value!.Single(known => known.Value == "Sales").Label);

        await database.PlaceAsync(owner, null);
        await database.ExecuteAsync("update organization_unit set archived_at = now() where id = $1", unit);
        Assert.Equal("budget_scope", (await Service.CreateAsync(owner, draft, Cancellation)).Error?.Code);
        Assert.DoesNotContain((await new ScopeSuggestions(database.Studio).ListAsync(owner, Cancellation)).Value!, known => known.Value == "Sales");
        Assert.False(Assert.Single((await List.ListAsync(owner, Cancellation)).Value!).Disabled);
    }

    [Fact]
    public async Task EveryMethod_ByAMemberOrForAnotherOrganization_IsRefused()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var stranger = await database.CreateOrganizationAsync();
        var id = (await Service.CreateAsync(owner, Draft, Cancellation)).Value;
        var raise = new BudgetRaise(1, TimeSpan.FromHours(1), "why");

        // What the cookie says does not count.
        var bold = member with { Role = Role.Owner };
        Assert.Equal("not_finance", (await Service.CreateAsync(bold, Draft, Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await Service.EditAsync(bold, id, Draft, Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await Service.DisableAsync(bold, id, Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await Service.RaiseAsync(bold, id, raise, Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await List.ListAsync(bold, Cancellation)).Error?.Code);
        Assert.Equal("not_finance", (await List.AlertsAsync(bold, Cancellation)).Error?.Code);
        Assert.Equal("no_budget", (await Service.EditAsync(stranger, id, Draft, Cancellation)).Error?.Code);
        Assert.Equal("no_budget", (await Service.RaiseAsync(stranger, id, raise, Cancellation)).Error?.Code);
        Assert.Empty((await List.ListAsync(stranger, Cancellation)).Value!);
    }

    [Fact]
    public async Task Tiers_LimitedAndAssigned_HoldFromTheNextMessageOn()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        var tiers = new TierService(database.Studio);
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);

        Assert.True((await tiers.SetLimitAsync(owner, "free", 0, Cancellation)).Succeeded);
        Assert.NotNull((await ledger.HoldAsync(LedgerDesk.Message(member), Cancellation)).Hold);
        Assert.True((await tiers.AssignAsync(owner, member.Email, "free", Cancellation)).Succeeded);
        Assert.NotNull((await ledger.HoldAsync(LedgerDesk.Message(member), Cancellation)).OutOfMessages);
        await ledger.StoppedAsync(Cancellation);

        var limits = await tiers.LimitsAsync(owner, Cancellation);
        Assert.Equal([0L, null, null], Tiers.All.Select(tier => limits[tier]));
        Assert.Equal("not_finance", (await tiers.SetLimitAsync(member, "free", 5, Cancellation)).Error?.Code);
        Assert.Equal("no_member", (await tiers.AssignAsync(owner, "nobody@example.test", "free", Cancellation)).Error?.Code);
        var finance = await database.AddMemberAsync(owner.OrganizationId, Role.Finance);
        Assert.Equal("above_own_role", (await tiers.AssignAsync(finance, owner.Email, "free", Cancellation)).Error?.Code);
    }
}
