using System.Net;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

public sealed class BudgetsPageTests(StudioSite site) : IClassFixture<StudioSite>
{
    // One story: each step needs the one before.
    [Fact]
    public async Task Page_OfFinance_MakesChangesRaisesAndSwitchesABudget()
    {
        var owner = await site.AddOrganizationAsync();
        var finance = await site.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var visitor = await site.SignInAsync(finance.Email);
        Assert.Contains("No budget yet", (await visitor.GetAsync("/spend/budgets")).Body, StringComparison.Ordinal);

        var refused = await visitor.SubmitAsync("/spend/budgets?new=true", "budget", ("name", "Everyone"), ("scope", "Organization"), ("period", "Day"), ("cap", "many"), ("stop", "100"));
        Assert.Contains("Write the cap as a number of dollars", refused.Body, StringComparison.Ordinal);
        var made = await visitor.SubmitAsync("/spend/budgets?new=true", "budget", ("name", "Everyone"), ("scope", "Organization"), ("period", "Day"), ("cap", "12.50"), ("stop", "100"));
        Assert.EndsWith("/spend/budgets", made.Location, StringComparison.Ordinal);
        var id = await site.Database.ScalarAsync<Guid>("select id from budget where org_id = $1", owner.OrganizationId);
        Assert.Contains("$12.50 a day", (await visitor.GetAsync("/spend/budgets")).Body, StringComparison.Ordinal);

        await visitor.SubmitAsync($"/spend/budgets?edit={id}", "budget", ("name", "All of us"), ("cap", "20"), ("stop", "110"));
        await visitor.SubmitAsync($"/spend/budgets?raise={id}", "raise", ("extra", "5"), ("hours", "2"), ("reason", "launch"));
        var page = (await visitor.GetAsync("/spend/budgets")).Body;
        Assert.Contains("All of us", page, StringComparison.Ordinal);
        Assert.Contains("raised by $5.00 until", page, StringComparison.Ordinal);
        Assert.Contains("$25.00 a day", page, StringComparison.Ordinal);

        var misspelt = await visitor.SubmitAsync("/spend/budgets?new=true", "budget", ("name", "Chats"), ("scope", "Feature"), ("whom", "chatt"), ("period", "Day"), ("cap", "1"), ("stop", "100"));
        Assert.Contains("No call has been charged under the feature “chatt” yet", WebUtility.HtmlDecode((await visitor.GetAsync(misspelt.Location!)).Body), StringComparison.Ordinal);
        await visitor.SubmitAsync("/spend/budgets", $"switch-{id}");
        Assert.True(await site.Database.ScalarAsync<bool>("select disabled_at is not null from budget where id = $1", id));
        await visitor.SubmitAsync("/spend/budgets", $"switch-{id}");
        Assert.True(await site.Database.ScalarAsync<bool>("select disabled_at is null from budget where id = $1", id));
    }

    [Fact]
    public async Task Page_OfFinance_CapsAUnitByTheYear()
    {
        var owner = await site.AddOrganizationAsync();
        var unit = await site.Database.AddUnitAsync(owner);
        await site.Database.ExecuteAsync("update organization_unit set name = 'Sales' where id = $1", unit);
        var visitor = await site.SignInAsync((await site.AddMemberAsync(owner.OrganizationId, Role.Finance)).Email);
        (string, string)[] form = [("name", "Sales, yearly"), ("scope", "Unit"), ("whom", "Sales"), ("period", "Year"), ("cap", "120"), ("stop", "100")];

        Assert.Contains("A quarter", (await visitor.GetAsync("/spend/budgets?new=true")).Body, StringComparison.Ordinal);
        var tried = WebUtility.HtmlDecode((await visitor.SubmitAsync("/spend/budgets?new=true", "budget", [.. form, ("act", "try")])).Body);
        Assert.Contains("Nothing was spent last month that it would have counted.", tried, StringComparison.Ordinal);
        Assert.Contains("The ledger does not go back over a whole year, so this is that month with a twelfth of the cap.", tried, StringComparison.Ordinal);
        await visitor.SubmitAsync("/spend/budgets?new=true", "budget", form);

        var list = (await visitor.GetAsync("/spend/budgets")).Body;
        Assert.Contains("Unit: Sales", list, StringComparison.Ordinal);
        Assert.Contains("$120.00 a year", list, StringComparison.Ordinal);
        var id = await site.Database.ScalarAsync<Guid>("select id from budget where org_id = $1", owner.OrganizationId);
        var page = (await visitor.GetAsync($"/spend/budgets/{id}")).Body;
        Assert.Contains($"unit={unit}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody is in the unit", page, StringComparison.Ordinal);
        await site.Database.PlaceAsync(owner, null);
        Assert.Contains("Nobody is in the unit “Sales”", WebUtility.HtmlDecode((await visitor.GetAsync($"/spend/budgets/{id}")).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_PlansAndLimits_AreSet()
    {
        var owner = await site.AddOrganizationAsync();
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var visitor = await site.SignInAsync(owner.Email);

        var limited = await visitor.SubmitAsync("/spend/budgets", "tiers", ("limits[free]", "7"), ("limits[pro]", "1000"), ("limits[enterprise]", ""));
        var moved = await visitor.SubmitAsync("/spend/budgets", "plan", ("email", member.Email), ("tier", "free"));

        Assert.Contains("The limits are saved.", limited.Body, StringComparison.Ordinal);
        Assert.Contains("is on free from the next message on", moved.Body, StringComparison.Ordinal);
        Assert.Equal(7L, await site.Database.ScalarAsync<long>("select messages_per_day from tier_limit where org_id = $1 and tier = 'free'", owner.OrganizationId));
        Assert.Equal("free", await site.Database.ScalarAsync<string>("select tier from membership where org_id = $1 and user_id = $2", owner.OrganizationId, member.UserId));
    }

    [Fact]
    public async Task Page_OfAMember_IsClosed()
    {
        var owner = await site.AddOrganizationAsync();
        var member = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var visitor = await site.SignInAsync(member.Email);

        var (status, body) = await visitor.GetAsync("/spend/budgets");

        Assert.NotEqual(HttpStatusCode.OK, status);
        Assert.DoesNotContain("Which budgets", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_AtItsStart_SchedulesTheNightlyVerificationOnceForAll()
    {
        using var client = site.Host.CreateClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await site.Database.ScalarAsync<long>("select count(*) from qrtz_triggers where trigger_name in ('verify-ledgers', 'sweep-jobs')") < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }

        Assert.Equal(1L, await site.Database.ScalarAsync<long>("select count(*) from qrtz_triggers where trigger_name = 'verify-ledgers'"));
    }
}
