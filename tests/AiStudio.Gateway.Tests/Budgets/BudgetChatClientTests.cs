using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Budgets;

public sealed class BudgetChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_BeforeTheModel_HoldsTheWorstCaseOfTheDearestCandidate(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan(
            [TestGateway.Candidate("cheap", price: TestGateway.Price(1_000_000, 1_000_000)), TestGateway.Candidate("dear", price: TestGateway.Price(9_000_000, 9_000_000))]);

        await gateway.AskAsync(TestGateway.Call(), stream, maxOutput: 100, cancellationToken: Token);

        var hold = Assert.Single(gateway.Ledger.Holds);
        Assert.Equal(["cheap", "dear"], hold.ModelIds);
        // "hi" is 2 bytes, with 32 for the template around it.
        Assert.Equal(9 * (34 + 100), hold.AmountNanoUsd);
        Assert.Equal(9 * (34 + 16), hold.MinimumNanoUsd);
        Assert.Equal(100, gateway.Model.LastOptions!.MaxOutputTokens);
    }

    [Theory]
    [InlineData(null, 4_096, 100_000, 4_096)]
    [InlineData(null, 200_000, 100_000, 4_096)]
    [InlineData(50, 4_096, 100_000, 50)]
    [InlineData(9_000, 4_096, 100_000, 4_096)]
    [InlineData(9_000, 9_000, 1_008, 1_000)]
    public async Task Call_WithSeveralLimits_IsSentWithTheSmallest(int? asked, int modelMax, int window, int expected)
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("first", maxOutput: modelMax, window: window)]);
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream: false, maxOutput: asked, cancellationToken: Token);

        Assert.InRange(gateway.Model.LastOptions!.MaxOutputTokens!.Value, expected - 2, expected);
        Assert.False(call.OutputClamped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_GrantedLess_IsClampedToWhatThatPaysFor(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("first", price: TestGateway.Price(1_000_000, 10_000_000))]);
        gateway.Ledger.Decide = request => new(new Hold(request.CallId, 34 + (10 * 70)), null);
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream, maxOutput: 1_000, cancellationToken: Token);

        Assert.True(call.OutputClamped);
        Assert.Equal(70, call.MaxOutputTokens);
        Assert.Equal(70, gateway.Model.LastOptions!.MaxOutputTokens);
    }

    [Theory]
    [InlineData(false, 34 + (10 * 70), true)]
    [InlineData(true, 34 + (10 * 70), true)]
    [InlineData(false, long.MaxValue, false)]
    [InlineData(true, long.MaxValue, false)]
    public async Task Answer_ClampedOrNot_SaysSoInItsMetadata(bool stream, long granted, bool clamped)
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("first", price: TestGateway.Price(1_000_000, 10_000_000))]);
        gateway.Ledger.Decide = request => new(new Hold(request.CallId, Math.Min(granted, request.AmountNanoUsd)), null);
        var options = new GatewayChatOptions(TestGateway.Call()) { MaxOutputTokens = 1_000 };

        var response = stream
            ? await gateway.Chat.GetStreamingResponseAsync("hi", options, Token).ToChatResponseAsync(Token)
            : await gateway.Chat.GetResponseAsync("hi", options, Token);

        Assert.Equal(clamped, response.AdditionalProperties!["output_clamped"]);
        Assert.Equal(clamped ? 70 : 1_000, response.AdditionalProperties["max_output_tokens"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_PriceChangedWhileItRuns_IsChargedAtTheHeldOne(bool stream)
    {
        await using var gateway = new TestGateway();
        var held = gateway.Routes.Plans["balanced"].Candidates[0];
        gateway.Ledger.Decide = request =>
        {
            gateway.Routes.Plans["balanced"] = new RoutePlan([held with { Price = TestGateway.Price(7_000_000_000_000) }]);
            return new(new Hold(request.CallId, request.AmountNanoUsd), null);
        };

        await gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);

        var settlement = Assert.Single(gateway.Ledger.Settlements);
        Assert.Equal((held.Price!.Id, 14_000L), (settlement.PriceId, settlement.CostNanoUsd));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OutOfMessages_IsRefusedWithItsOwnCodeAndSaysWhenItRenews(bool stream)
    {
        await using var gateway = new TestGateway();
        var renews = gateway.Time.GetUtcNow().AddHours(12);
        gateway.Ledger.Decide = _ => new(null, null) { OutOfMessages = new("free", 50, 50, renews) { TimeZone = "Asia/Kolkata" } };
        using var call = new GatewayCall(TestGateway.Call().Caller, "balanced") { TurnId = Guid.CreateVersion7() };

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));

        Assert.Equal(("message_limit_reached", 429), (refusal.Error.Code, refusal.Error.Status));
        Assert.Equal("All 50 messages that your plan (free) allows a day are used (50 sent). New ones are there at 2026-03-02 05:30 (Asia/Kolkata).", refusal.Message);
        Assert.Equal(TimeSpan.FromHours(12), refusal.RetryAfter);
        Assert.Equal(call.TurnId, gateway.Ledger.Holds.Single().TurnId);
        Assert.Equal(CallEnding.Refused, Assert.Single(gateway.Log.Records).Ending);
        Assert.Equal(0, gateway.Model.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhileItRuns_IsHeldAndItsProgressIsKnown(bool stream)
    {
        await using var gateway = new TestGateway();
        var held = gateway.Get<IHeldCalls>();
        gateway.Model.Whole = (_, _, _) =>
        {
            Assert.Equal(("first", 100L, true), Progress(Assert.Single(held.SoFar())));
            return Task.FromResult(FakeChatClient.Answer("hello world"));
        };
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(
            token,
            FakeChatClient.Text("hello wor"),
            _ =>
            {
                Assert.Equal(("first", 3L, true), Progress(Assert.Single(held.SoFar())));
                Assert.Empty(held.News());
                return FakeChatClient.Text("ld")(token);
            },
            FakeChatClient.End());

        await gateway.AskAsync(TestGateway.Call(), stream, maxOutput: 100, cancellationToken: Token);

        Assert.Empty(held.SoFar());

        static (string, long, bool) Progress(Settlement settlement) => (settlement.ModelId, settlement.Usage!.OutputTokens, settlement.Usage.Estimated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_BeyondABudget_IsRefusedNamingItAndRecorded(bool stream)
    {
        await using var gateway = new TestGateway();
        var renews = gateway.Time.GetUtcNow().AddHours(12);
        gateway.Ledger.Decide = _ => new(null, new BudgetRefusal("Marketing, monthly", 5_000_000_000, 4_900_000_000, 100_000_000, renews));

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.BudgetExhausted, refusal.Error);
        Assert.Contains("“Marketing, monthly”", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cap is $5.00, $4.90 are used and $0.10 are held", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2026-03-02 00:00 UTC", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(12), refusal.RetryAfter);
        Assert.Equal((CallEnding.Refused, "budget_exhausted"), (Assert.Single(gateway.Log.Records).Ending, gateway.Log.Records.First().ErrorCode));
        Assert.Equal(0, gateway.Model.Calls);
        Assert.Empty(gateway.Ledger.Settlements);
    }

    [Fact]
    public async Task Call_BeyondTheBudgetOfAUnit_IsToldWhoseItIs()
    {
        await using var gateway = new TestGateway();
        gateway.Ledger.Decide = _ => new(null, new BudgetRefusal("Quarter", 5_000_000_000, 5_000_000_000, 0, gateway.Time.GetUtcNow().AddHours(12)) { Unit = "Sales" });

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token));

        Assert.StartsWith("The budget “Quarter” of the unit Sales cannot bear this call", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhenTheLedgerThrows_IsRefused(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Ledger.Decide = _ => throw new TimeoutException("database down");

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.LedgerUnavailable, refusal.Error);
        Assert.Equal(0, gateway.Model.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settlement_ThatFailsTwice_IsBookedOnceAtTheServedPrice(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Ledger.FailSettle = tries => tries < 3 ? new TimeoutException() : null;
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream, cancellationToken: Token);
        await gateway.Time.RunAsync(asking, Token);

        var settlement = Assert.Single(gateway.Ledger.Settlements);
        Assert.Equal((call.Id, "first", 14_000L), (settlement.CallId, settlement.ModelId, settlement.CostNanoUsd));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settlement_DatabaseBackWithinTheSettleTimeout_IsBooked(bool stream)
    {
        await using var gateway = new TestGateway();
        var back = gateway.Time.GetUtcNow().AddSeconds(25);
        gateway.Ledger.FailSettle = _ => gateway.Time.GetUtcNow() < back ? new TimeoutException() : null;

        var asking = gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);
        await gateway.Time.RunAsync(asking, Token);

        Assert.Equal(14_000, Assert.Single(gateway.Ledger.Settlements).CostNanoUsd);
        Assert.InRange(gateway.Ledger.SettleTries, 5, 40);
    }

    [Fact]
    public async Task Settlement_ThatNeverSucceeds_IsRenewedUntilItIsGivenUp()
    {
        await using var gateway = new TestGateway();
        var held = gateway.Get<IHeldCalls>();
        gateway.Ledger.FailSettle = _ =>
        {
            Assert.Equal(14_000, Assert.Single(held.SoFar()).CostNanoUsd);
            return new TimeoutException();
        };
        var began = gateway.Time.GetUtcNow();
        var lastTry = began;
        gateway.Log.BeforeCommit = _ =>
        {
            lastTry = gateway.Time.GetUtcNow();
            return Task.CompletedTask;
        };

        var asking = Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token));
        await gateway.Time.RunAsync(asking, Token);

        Assert.Equal(TimeSpan.FromSeconds(30), lastTry - began);
        Assert.Equal(IHeldCalls.Lease, gateway.Ledger.Holds.Single().Lease);
        Assert.Empty(held.SoFar());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settlement_ThatNeverSucceeds_IsNotIsNotACleanEnd(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Ledger.FailSettle = _ => new TimeoutException();

        var asking = Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));
        await gateway.Time.RunAsync(asking, Token);

        Assert.Same(GatewayErrors.LedgerUnavailable, (await asking).Error);
        Assert.Equal(CallEnding.Failed, Assert.Single(gateway.Log.Records).Ending);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OfAFreeModel_StillHoldsAndSettles(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("free", price: TestGateway.Price(0, 0))]);

        await gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);

        Assert.Equal(0, Assert.Single(gateway.Ledger.Holds).AmountNanoUsd);
        Assert.Equal(10, Assert.Single(gateway.Ledger.Settlements).Usage!.InputTokens);
    }

    [Fact]
    public async Task Stop_DuringTheHold_SettlesAtNothingAndNeverReachesTheModel()
    {
        await using var gateway = new TestGateway();
        var call = TestGateway.Call();
        gateway.Ledger.Decide = request =>
        {
            call.Stop();
            return new(new Hold(request.CallId, request.AmountNanoUsd), null);
        };

        await gateway.AskAsync(call, stream: true, cancellationToken: Token);

        Assert.Equal(CallEnding.Stopped, call.Ending);
        Assert.Equal(0, gateway.Model.Calls);
        Assert.Equal(0, Assert.Single(gateway.Ledger.Settlements).CostNanoUsd);
    }
}
