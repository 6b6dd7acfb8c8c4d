using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Retries;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Routing.Retries;

public sealed class RetryBudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void TrySpend_OfASpentBudget_FailsUntilTenCallsHaveEarnedATry()
    {
        var budget = new RetryBudget();
        Assert.All(Enumerable.Range(0, RetryBudget.Capacity), _ => Assert.True(budget.TrySpend()));
        for (var call = 1; call <= 10; call++)
        {
            Assert.False(budget.TrySpend());
            budget.Earn();
        }

        Assert.True(budget.TrySpend());
        Assert.False(budget.TrySpend());
    }

    [Fact]
    public void Earn_OverTheCapacity_IsLost()
    {
        var budget = new RetryBudget();
        for (var call = 0; call < 1_000; call++)
            budget.Earn();

        Assert.Equal(RetryBudget.Capacity, Enumerable.Range(0, 100).Count(_ => budget.TrySpend()));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public async Task ThousandCalls_InASteadyOutage_AskTheProviderAtMostElevenHundredTimes(bool stream, int models)
    {
        await using var gateway = new TestGateway(options =>
        {
            options.AttemptsPerCandidate = 3;
            options.BreakerMinimumCalls = 10_000;
        });
        gateway.Routes.Plans["balanced"] = OneProvider(models);
        gateway.Model.Failing(() => new HttpRequestException("down"));
        await OutageAsync(gateway, stream, calls: 50);
        var before = gateway.Model.Calls;

        await OutageAsync(gateway, stream, calls: 1_000);

        Assert.InRange(before, 50, 55 + RetryBudget.Capacity);
        Assert.InRange(gateway.Model.Calls - before, 1_000, 1_100);
    }

    [Fact]
    public async Task Candidate_OfAProviderWhoseBudgetIsSpent_IsPassedOverAndSaysSo()
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = OneProvider(models: 2);
        gateway.Model.Failing(() => new HttpRequestException("down"));
        await OutageAsync(gateway, stream: false, calls: RetryBudget.Capacity);
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Equal(["provider_unavailable", CallAttempt.RetryBudgetSpent], call.Attempts.Select(attempt => attempt.ErrorCode));
    }

    private static RoutePlan OneProvider(int models)
    {
        var first = TestGateway.Candidate("m0");
        return new RoutePlan([.. Enumerable.Range(0, models).Select(model => first with { ModelId = $"m{model}" })]);
    }

    private static async Task OutageAsync(TestGateway gateway, bool stream, int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            var failing = Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));
            await gateway.Time.RunAsync(failing, Token);
        }
    }
}
