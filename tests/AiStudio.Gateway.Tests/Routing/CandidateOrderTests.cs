using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Routing.Statistics;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Routing;

public sealed class CandidateOrderTests : IAsyncDisposable
{
    private readonly TestGateway _gateway = new();
    private readonly RouteCandidate _a = TestGateway.Candidate("a");
    private readonly RouteCandidate _b = TestGateway.Candidate("b");
    private readonly RouteCandidate _c = TestGateway.Candidate("c");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void Ordered_IsAsListed() => Assert.Equal("a b c", Order(RoutingStrategy.Ordered, _a, _b, _c));

    [Fact]
    public void Weighted_OverManyDraws_GivesEachItsShareOfFirstAndSecondTries()
    {
        const int draws = 100_000;
        RouteCandidate[] candidates = [_a with { Weight = 5 }, _b with { Weight = 3 }, _c with { Weight = 2 }];
        var orders = Enumerable.Range(0, draws).Select(_ => Order(RoutingStrategy.Weighted, candidates)).CountBy(order => order).ToDictionary();

        AssertShare(0.5, Count("a "));
        AssertShare(0.3, Count("b "));
        AssertShare(0.2, Count("c "));
        // Of those that begin with a, the rest is drawn by the weights of the rest.
        AssertShare(0.5 * 0.6, Count("a b"));

        int Count(string prefix) => orders.Where(order => order.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(order => order.Value);
        static void AssertShare(double expected, int count) => Assert.InRange((double)count / draws, expected - 0.01, expected + 0.01);
    }

    [Fact]
    public void Weighted_WithWeightZero_ComesLast() =>
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.EndsWith("b", Order(RoutingStrategy.Weighted, _a, _b with { Weight = 0 }, _c), StringComparison.Ordinal));

    [Fact]
    public async Task LeastBusy_CountsWhoRunsAndWaits()
    {
        await TakeAsync(_a, 3);
        await TakeAsync(_b, 1);

        Assert.Equal("c b a", Order(RoutingStrategy.LeastBusy, _a, _b, _c));
        await TakeAsync(_c, 1);
        Assert.Equal("b c a", Order(RoutingStrategy.LeastBusy, _a, _b, _c));
    }

    [Fact]
    public void Fastest_GoesByRecentMeasurementsOfItsKind()
    {
        Measure(_a, stream: 300, whole: 1_000);
        Measure(_b, stream: 100, whole: 3_000);
        Measure(_c, stream: 200, whole: 2_000);

        Assert.Equal("b c a", Order(RoutingStrategy.Fastest, _a, _b, _c));
        Assert.Equal("a c b", Order(RoutingStrategy.Fastest, stream: false, _a, _b, _c));
    }

    [Fact]
    public void Fastest_AfterAChange_FollowsIt()
    {
        Measure(_a, stream: 100, whole: 100);
        for (var call = 0; call < 10; call++)
            Measure(_b, stream: 1_000, whole: 1_000);
        Assert.Equal("a b", Order(RoutingStrategy.Fastest, _a, _b));

        for (var call = 0; call < 10; call++)
            Measure(_a, stream: 2_000, whole: 2_000);

        Assert.Equal("b a", Order(RoutingStrategy.Fastest, _a, _b));
    }

    [Fact]
    public void Fastest_WithoutAMeasurement_IsFoundOutByOneCallAtATime()
    {
        Measure(_a, stream: 100, whole: 100);

        Assert.Equal("b a", Order(RoutingStrategy.Fastest, _a, _b));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal("a b", Order(RoutingStrategy.Fastest, _a, _b)));
        _gateway.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("b a", Order(RoutingStrategy.Fastest, _a, _b));
    }

    [Fact]
    public void Fastest_MeasuredLongAgo_IsForgotten()
    {
        Measure(_a, stream: 100, whole: 100);
        Measure(_b, stream: 900, whole: 900);
        _gateway.Time.Advance(TimeSpan.FromSeconds(121));
        Measure(_a, stream: 100, whole: 100);

        Assert.Equal("b a", Order(RoutingStrategy.Fastest, _a, _b));
    }

    [Fact]
    public void Fastest_ThatFailsQuickly_IsNotQuick()
    {
        Measure(_b, stream: 5_000, whole: 5_000);
        _gateway.Get<RouteStatistics>().Of(_a).Failed("provider_unavailable", stream: true, TimeSpan.FromSeconds(30));

        Assert.Equal("b a", Order(RoutingStrategy.Fastest, _a, _b));
    }

    [Theory]
    [InlineData(100, 1_000, "dear cheap-output cheap-input")]
    [InlineData(50_000, 10, "cheap-input dear cheap-output")]
    public void Cheapest_GoesByTheWorstCaseOfThisCall(long input, int output, string expected)
    {
        var cheapInput = TestGateway.Candidate("cheap-input", price: TestGateway.Price(1_000_000, 90_000_000));
        var cheapOutput = TestGateway.Candidate("cheap-output", price: TestGateway.Price(20_000_000, 10_000_000));
        var dear = TestGateway.Candidate("dear", price: TestGateway.Price(5_000_000, 5_000_000));

        Assert.Equal(expected, Order(RoutingStrategy.Cheapest, input, output, cheapInput, cheapOutput, dear));
    }

    [Fact]
    public void Cheapest_WhereItDoesNotFit_ComesLast()
    {
        var small = TestGateway.Candidate("small", price: TestGateway.Price(1_000_000, 1_000_000), window: 1_000);
        var large = TestGateway.Candidate("large", price: TestGateway.Price(9_000_000, 9_000_000), window: 100_000);

        Assert.Equal("small large", Order(RoutingStrategy.Cheapest, input: 500, output: 100, large, small));
        Assert.Equal("large small", Order(RoutingStrategy.Cheapest, input: 950, output: 100, small, large));
    }

    [Fact]
    public void Fallbacks_FollowByTheirOwnStrategyAndNobodyTwice()
    {
        Measure(_b, stream: 900, whole: 900);
        Measure(_c, stream: 100, whole: 100);
        var plan = new RoutePlan([_a]) { Fallbacks = [new RoutePlan([_b, _c, _a]) { Strategy = RoutingStrategy.Fastest }, new RoutePlan([_b])] };
        _gateway.Get<RouteStatistics>().Of(_a).Answered(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), stream: true);

        Assert.Equal("a c b", Names(plan, CallOf(stream: true)));
    }

    private static GatewayCall CallOf(bool stream, long input = 100, int output = 100)
    {
        var call = TestGateway.Call();
        (call.Streamed, call.Input, call.MaxOutputTokens) = (stream, new TokenEstimate(input, input), output);
        return call;
    }

    private string Order(RoutingStrategy strategy, params RouteCandidate[] candidates) => Order(strategy, stream: true, candidates);

    private string Order(RoutingStrategy strategy, bool stream, params RouteCandidate[] candidates) =>
        Names(new RoutePlan(candidates) { Strategy = strategy }, CallOf(stream));

    private string Order(RoutingStrategy strategy, long input, int output, params RouteCandidate[] candidates) =>
        Names(new RoutePlan(candidates) { Strategy = strategy }, CallOf(stream: true, input, output));

    private string Names(RoutePlan plan, GatewayCall call) =>
        string.Join(' ', _gateway.Get<CandidateOrder>().Of(plan, call).Select(candidate => candidate.ModelId));

    private void Measure(RouteCandidate candidate, int stream, int whole)
    {
        var record = _gateway.Get<RouteStatistics>().Of(candidate);
        record.Answered(TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(stream), stream: true);
        record.Answered(TimeSpan.FromMilliseconds(whole), null, stream: false);
    }

    private async Task TakeAsync(RouteCandidate candidate, int places)
    {
        for (var place = 0; place < places; place++)
            await _gateway.Get<ProviderQueues>().Of(candidate).EnterAsync(TestGateway.Organization, TimeSpan.Zero, Token);
    }
}
