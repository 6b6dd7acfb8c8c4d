using AiStudio.Features.Spend.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.IntegrationTests.Spend;

/// <summary>How long a raise lasts: some hours, or until the budget's window ends.</summary>
public sealed class BudgetRaiseTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private BudgetService Service => new(database.Studio, TimeProvider.System);

    [Theory]
    [InlineData(BudgetPeriod.Hour)]
    [InlineData(BudgetPeriod.Day)]
    [InlineData(BudgetPeriod.Week)]
    [InlineData(BudgetPeriod.Month)]
    [InlineData(BudgetPeriod.Quarter)]
    [InlineData(BudgetPeriod.Year)]
    public async Task Raise_UntilTheWindowEnds_HoldsToItsLastMomentAndNotInTheNext(BudgetPeriod period)
    {
        var owner = await database.CreateOrganizationAsync("Asia/Kolkata");
        var finance = await database.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var id = (await Service.CreateAsync(finance, new BudgetDraft("Cap", BudgetScope.Organization, "", period, 10m, 100, "Europe/Berlin"), Cancellation)).Value;

        Assert.True((await Service.RaiseAsync(finance, id, new BudgetRaise(5, null, "The launch"), Cancellation)).Succeeded);

        var row = await RowAsync(finance, id);
        Assert.Equal((row.RenewsAt, 1_500 * LedgerDesk.Cent), (row.RaisedUntil!.Value, row.CapNanoUsd));
        Assert.Equal((1_500 * LedgerDesk.Cent, 1_000 * LedgerDesk.Cent), (await CapAsync(row, "- interval '1 microsecond'"), await CapAsync(row, "")));
    }

    [Fact]
    public async Task Raise_ForMoreHoursThanAMonthHas_LastsAtMostAsLongAsTheWindow()
    {
        var owner = await database.CreateOrganizationAsync();
        var id = (await Service.CreateAsync(owner, new BudgetDraft("Cap", BudgetScope.Organization, "", BudgetPeriod.Year, 10m), Cancellation)).Value;
        var left = (int)((await RowAsync(owner, id)).RenewsAt - TimeProvider.System.GetUtcNow()).TotalHours;

        // However late in the year this runs: a month is always allowed.
        var within = await Service.RaiseAsync(owner, id, new BudgetRaise(5, TimeSpan.FromHours(Math.Max(left - 1, 744)), "why"), Cancellation);
        var beyond = await Service.RaiseAsync(owner, id, new BudgetRaise(5, TimeSpan.FromHours(Math.Max(left + 2, 745)), "why"), Cancellation);

        Assert.Equal((null, "raise_time"), (within.Error?.Code, beyond.Error?.Code));
        Assert.Equal(1_500 * LedgerDesk.Cent, (await RowAsync(owner, id)).CapNanoUsd);
    }

    [Fact]
    public async Task Raise_SentAfterTheEndThatWasShown_DoesNotRaiseTheNextWindow()
    {
        var owner = await database.CreateOrganizationAsync();
        var id = (await Service.CreateAsync(owner, new BudgetDraft("Cap", BudgetScope.Organization, "", BudgetPeriod.Month, 10m), Cancellation)).Value;
        var shown = (await RowAsync(owner, id)).RenewsAt;

        var late = await Service.RaiseAsync(owner, id, new BudgetRaise(5, null, "why") { WindowEndsAt = shown.AddMonths(-1) }, Cancellation);

        Assert.Equal(("raise_window", ErrorKind.Conflict), (late.Error!.Code, late.Error.Kind));
        Assert.Null((await RowAsync(owner, id)).RaisedUntil);
        Assert.True((await Service.RaiseAsync(owner, id, new BudgetRaise(5, null, "why") { WindowEndsAt = shown }, Cancellation)).Succeeded);
    }

    [Theory]
    [InlineData(0.9, 1_000, "raise_time")]
    [InlineData(1d, 0.1, null)]
    [InlineData(744d, 10, null)]
    [InlineData(744.5, 744, "raise_time")]
    [InlineData(2_184d, 2_184, null)]
    [InlineData(2_184.01, 2_184, "raise_time")]
    [InlineData(null, 0.1, null)]
    [InlineData(null, 8_784, null)]
    public void Raise_OfSoManyHoursInAWindowThatHasSoManyLeft_IsAllowedOrNot(double? hours, double left, string? problem)
    {
        var raise = new BudgetRaise(5, hours is { } time ? TimeSpan.FromHours(time) : null, "why");

        Assert.Equal(problem, (raise.Problem ?? raise.ProblemIn(s_now, s_now.AddHours(left)))?.Code);
    }

    private async Task<BudgetRow> RowAsync(Caller caller, Guid id) => (await new BudgetList(database.Studio).ListAsync(caller, Cancellation)).Value!.Single(row => row.Id == id);

    private Task<long> CapAsync(BudgetRow row, string before) => database.ScalarAsync<long>(
        $"select budget_cap(org_id, id, cap_nano_usd, $2::timestamptz {before}) from budget where id = $1", row.Id, row.RenewsAt);
}
