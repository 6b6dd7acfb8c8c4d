using AiStudio.Features.Notifications;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Spend;

public sealed class NotificationTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpendAlert_TellsWhoMindsTheMoney_EachOnce_AndNobodyElse()
    {
        var owner = await database.CreateOrganizationAsync();
        var stranger = await database.CreateOrganizationAsync();
        var finance = await database.AddMemberAsync(owner.OrganizationId, Role.Finance);
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", 100 * LedgerDesk.Cent);
        var ledger = await LedgerDesk.StartNodeAsync(database.Studio);
        var request = LedgerDesk.Ask(owner, 75 * LedgerDesk.Cent);
        await ledger.HoldAsync(request, Cancellation);
        await ledger.SettleAsync(LedgerDesk.Used(request, 75 * LedgerDesk.Cent), Cancellation);
        await ledger.StoppedAsync(Cancellation);
        var service = new NotificationService(database.Studio);

        var told = Assert.Single(await service.ListAsync(finance, null, NotificationService.PageSize, Cancellation));
        Assert.Equal("The budget “organization” is 70 % used", told.Title);
        Assert.StartsWith("0.75 of 1.00 US dollars are spent. It renews on ", told.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await service.UnreadAsync(owner, Cancellation)).Count);
        Assert.Empty(await service.ListAsync(member, null, NotificationService.PageSize, Cancellation));
        Assert.Empty(await service.ListAsync(stranger, null, NotificationService.PageSize, Cancellation));

        await service.MarkReadAsync(finance, Cancellation);
        Assert.Equal(0, (await service.UnreadAsync(finance, Cancellation)).Count);
        Assert.Equal(1, (await service.UnreadAsync(owner, Cancellation)).Count);
    }

    [Fact]
    public async Task TellMembersAsync_IsForTheOrganizationInScope_AndIdsFollowTime()
    {
        var owner = await database.CreateOrganizationAsync();
        for (var number = 0; number < 5; number++)
        {
            await using var db = await database.Studio.BeginAsync(owner.Scope, Cancellation);
            await db.TellMembersAsync(["owner"], $"number {number}", "", "/spend/budgets", Cancellation);
            await db.CommitAsync(Cancellation);
            await Task.Delay(2, Cancellation);
        }

        var service = new NotificationService(database.Studio);
        var told = await service.ListAsync(owner, null, NotificationService.PageSize, Cancellation);
        Assert.Equal(["number 4", "number 3", "number 2", "number 1", "number 0"], told.Select(notification => notification.Title));
        Assert.Equal(["number 1", "number 0"], (await service.ListAsync(owner, told[2].Id, NotificationService.PageSize, Cancellation)).Select(notification => notification.Title));
        Assert.All(told, notification => Assert.Equal(7, notification.Id.Version));
    }
}
