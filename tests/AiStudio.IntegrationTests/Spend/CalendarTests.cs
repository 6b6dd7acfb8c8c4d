using System.Globalization;
using AiStudio.Features.Spend;
using AiStudio.IntegrationTests.Database;

namespace AiStudio.IntegrationTests.Spend;

public sealed class CalendarTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    [Theory]
    // Spring forward: a day of 23 hours; fall back: one of 25; an hour that begins half past; the month before a leap day ends.
    [InlineData("day", "2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("day", "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("day", "2026-03-08T12:00:00Z", "America/New_York", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("hour", "2026-06-01T10:45:00Z", "Asia/Kolkata", "2026-06-01T10:30:00Z", "2026-06-01T11:30:00Z")]
    [InlineData("week", "2026-11-01T12:00:00Z", "America/New_York", "2026-10-26T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("month", "2026-11-01T03:59:59Z", "America/New_York", "2026-10-01T04:00:00Z", "2026-11-01T04:00:00Z")]
    [InlineData("month", "2026-11-01T04:00:00Z", "America/New_York", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("month", "2028-02-29T23:30:00Z", "UTC", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    // Both clock changes are in it; a quarter that begins in one offset and ends in the other; one whose first midnight does not exist.
    [InlineData("year", "2026-07-01T00:00:00Z", "Europe/Berlin", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z")]
    [InlineData("year", "2028-02-29T12:00:00Z", "UTC", "2028-01-01T00:00:00Z", "2029-01-01T00:00:00Z")]
    [InlineData("year", "2026-12-31T10:00:00Z", "Pacific/Kiritimati", "2026-12-31T10:00:00Z", "2027-12-31T10:00:00Z")]
    [InlineData("year", "2026-12-31T09:59:59Z", "Pacific/Kiritimati", "2025-12-31T10:00:00Z", "2026-12-31T10:00:00Z")]
    [InlineData("quarter", "2026-11-22T12:00:00Z", "UTC", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("quarter", "2026-03-31T22:00:00Z", "Europe/Berlin", "2026-03-31T22:00:00Z", "2026-06-30T22:00:00Z")]
    [InlineData("quarter", "2026-03-31T21:59:59Z", "Europe/Berlin", "2025-12-31T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData("quarter", "2026-12-01T12:00:00Z", "America/New_York", "2026-10-01T04:00:00Z", "2027-01-01T05:00:00Z")]
    [InlineData("quarter", "2016-05-01T12:00:00Z", "Asia/Amman", "2016-03-31T22:00:00Z", "2016-06-30T21:00:00Z")]
    public async Task Period_AcrossClockChanges_FollowsTheCalendar(string period, string at, string zone, string start, string end)
    {
        var begins = await database.ScalarAsync<DateTime>("select period_start($1, $2, $3)", period, Instant(at), zone);
        var ends = await database.ScalarAsync<DateTime>("select period_end($1, $2, $3)", period, begins, zone);

        Assert.Equal((Instant(start), Instant(end)), (begins, ends));
    }

    [Fact]
    public async Task MonthAsync_WithBudgets_SaysUsedHeldAndCap()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var owner = await database.CreateOrganizationAsync("America/New_York");
        var colleague = await database.AddMemberAsync(owner.OrganizationId, Platform.Identity.Role.Member);
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 500 * LedgerDesk.Cent);
        await database.AddBudgetAsync(owner.OrganizationId, "user", owner.UserId.ToString(), 20 * LedgerDesk.Cent);
        await database.AddBudgetAsync(owner.OrganizationId, "user", colleague.UserId.ToString(), 1);
        var node = await LedgerDesk.StartNodeAsync(database.Studio);
        var request = LedgerDesk.Ask(owner, 7 * LedgerDesk.Cent);
        await node.HoldAsync(request, cancellation);
        await node.SettleAsync(LedgerDesk.Used(request, 6 * LedgerDesk.Cent), cancellation);
        await node.HoldAsync(LedgerDesk.Ask(owner, 2 * LedgerDesk.Cent), cancellation);
        await node.StoppedAsync(cancellation);
        var spend = new SpendService(database.Studio);

        var mine = await spend.MonthAsync(owner, cancellation);
        var theirs = await spend.MonthAsync(colleague, cancellation);

        Assert.Equal((1, 6 * LedgerDesk.Cent), (mine.Month.Day, mine.UsedNanoUsd));
        Assert.Equal((6 * LedgerDesk.Cent, 2 * LedgerDesk.Cent, 20 * LedgerDesk.Cent), (mine.Own!.UsedNanoUsd, mine.Own.HeldNanoUsd, mine.Own.CapNanoUsd));
        Assert.Equal(492 * LedgerDesk.Cent, mine.Organization!.LeftNanoUsd);
        Assert.Equal((0, 1), (theirs.UsedNanoUsd, theirs.Own!.LeftNanoUsd));
        await database.AssertReconciledAsync(owner.OrganizationId);
    }

    [Fact]
    public async Task MonthAsync_WithoutBudgets_SaysWhatWasUsed()
    {
        var owner = await database.CreateOrganizationAsync();

        var month = await new SpendService(database.Studio).MonthAsync(owner, TestContext.Current.CancellationToken);

        Assert.Equal((0, null, null), (month.UsedNanoUsd, month.Own, month.Organization));
    }

    private static DateTime Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime;
}
