using AiStudio.Features.Spend.Ledger;
using AiStudio.Gateway.Budgets;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Spend;

public sealed class MessageLimitTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private readonly LedgerWriter[] _nodes = new LedgerWriter[2];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = await LedgerDesk.StartNodeAsync(database.Studio);
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_nodes.Select(node => node.StoppedAsync(CancellationToken.None)));

    [Fact]
    public async Task HoldAsync_SixtyFourMessagesAtOnceOnTwoNodes_LetsTheLimitThroughAndNotOneMore()
    {
        for (var round = 0; round < 10; round++)
        {
            var owner = await database.CreateOrganizationAsync();
            await database.LimitMessagesAsync(owner, "pro", 20);
            var requests = Enumerable.Range(0, 64).Select(_ => LedgerDesk.Message(owner)).ToList();

            // Each is sent twice: an answer that was lost on its way is asked for again.
            var verdicts = await Task.WhenAll(requests.Concat(requests).Select((request, i) =>
                Task.Run(() => _nodes[i % 2].HoldAsync(request, Cancellation).AsTask(), Cancellation)));

            Assert.Equal(40, verdicts.Count(verdict => verdict.Hold is not null));
            Assert.Equal(20, verdicts.Where(verdict => verdict.Hold is not null).Select(verdict => verdict.Hold!.CallId).Distinct().Count());
            Assert.Equal(20L, await UsedAsync(owner));
        }
    }

    [Fact]
    public async Task HoldAsync_LimitReached_SaysLimitUsedAndTheNextMidnightOfTheOrganization()
    {
        var owner = await database.CreateOrganizationAsync("Asia/Kolkata");
        await database.SetTierAsync(owner, "free");
        await database.LimitMessagesAsync(owner, "free", 1);
        await _nodes[0].HoldAsync(LedgerDesk.Message(owner), Cancellation);

        var refusal = (await _nodes[0].HoldAsync(LedgerDesk.Message(owner), Cancellation)).OutOfMessages!;

        Assert.Equal(("free", 1, 1, "Asia/Kolkata"), (refusal.Tier, refusal.Limit, refusal.Used, refusal.TimeZone));
        Assert.Equal(TimeSpan.Zero, TimeZoneInfo.ConvertTime(refusal.RenewsAt, TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")).TimeOfDay);
        Assert.InRange(refusal.RenewsAt - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task HoldAsync_ManyCallsOfOneTurn_AreOneMessage()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.LimitMessagesAsync(owner, "pro", 1);
        var turn = Guid.CreateVersion7();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _nodes[i % 2].HoldAsync(LedgerDesk.Message(owner, turn: turn), Cancellation).AsTask()));

        Assert.All(verdicts, verdict => Assert.NotNull(verdict.Hold));
        Assert.Equal(1L, await UsedAsync(owner));
    }

    [Fact]
    public async Task HoldAsync_RefusedByABudgetOrNotAMessage_DoesNotCount()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.LimitMessagesAsync(owner, "pro", 10);
        await database.AddBudgetAsync(owner.OrganizationId, "organization", "", LedgerDesk.Cent);

        Assert.NotNull((await _nodes[0].HoldAsync(LedgerDesk.Message(owner, 2 * LedgerDesk.Cent), Cancellation)).Refusal);
        await _nodes[0].HoldAsync(LedgerDesk.Ask(owner, 1, feature: "title"), Cancellation);

        Assert.Equal(0L, await UsedAsync(owner));
    }

    [Fact]
    public async Task SettleAsync_NoProviderAnswered_GivesTheMessageBack()
    {
        var owner = await database.CreateOrganizationAsync();
        await database.LimitMessagesAsync(owner, "pro", 1);
        var failed = LedgerDesk.Message(owner);
        await _nodes[0].HoldAsync(failed, Cancellation);
        var nothing = new Settlement(failed.CallId, failed.Caller, "", "", null, null, 0);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _nodes[i % 2].SettleAsync(nothing, Cancellation).AsTask()));
        Assert.Equal(0L, await UsedAsync(owner));

        var answered = LedgerDesk.Message(owner);
        Assert.NotNull((await _nodes[1].HoldAsync(answered, Cancellation)).Hold);
        await _nodes[1].SettleAsync(LedgerDesk.Used(answered, 0), Cancellation);
        Assert.Equal(1L, await UsedAsync(owner));
    }

    [Fact]
    public async Task RunOnceAsync_NodeDiedBeforeAProviderWasAsked_GivesTheMessageBack()
    {
        var owner = await database.CreateOrganizationAsync();
        await _nodes[0].HoldAsync(LedgerDesk.Message(owner) with { Lease = TimeSpan.Zero }, Cancellation);
        using var reaper = new ReleaseExpiredHolds(database.Studio, TimeProvider.System, NullLogger<ReleaseExpiredHolds>.Instance);

        await reaper.RunOnceAsync(Cancellation);

        Assert.Equal(0L, await UsedAsync(owner));
    }

    [Fact]
    public async Task HoldAsync_TierWithoutALimit_CountsAndNeverRefuses()
    {
        var owner = await database.CreateOrganizationAsync();
        var member = await database.AddMemberAsync(owner.OrganizationId, Role.Member);
        await database.SetTierAsync(member, "enterprise");
        await database.LimitMessagesAsync(owner, "pro", 0);

        Assert.NotNull((await _nodes[0].HoldAsync(LedgerDesk.Message(member), Cancellation)).Hold);
        Assert.NotNull((await _nodes[0].HoldAsync(LedgerDesk.Message(owner), Cancellation)).OutOfMessages);
        Assert.Equal(1L, await UsedAsync(member));
    }

    private Task<long> UsedAsync(Caller member) => database.ScalarAsync<long>(
        "select coalesce(sum(messages), 0)::bigint from message_use where org_id = $1 and user_id = $2", member.OrganizationId, member.UserId);
}
