using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Statistics;
using AiStudio.Gateway.Tests.Fakes;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing.Statistics;

public sealed class RouteStatisticsTests : IAsyncDisposable
{
    private readonly TestGateway _gateway = new();
    private readonly RouteCandidate _candidate = TestGateway.Candidate("first");

    public RouteStatisticsTests() => _gateway.Routes.Plans["balanced"] = new RoutePlan([_candidate]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void Read_BeforeTheFirstCall_IsAllZero()
    {
        var reading = Read();

        Assert.Equal((0, 0, 0, 0), (reading.Attempts, reading.Failures, reading.Running, reading.Waiting));
        Assert.Equal((null, null, BreakerState.Closed), (reading.Total, reading.FirstToken, reading.Breaker.State));
    }

    [Fact]
    public async Task Read_AfterStreams_TellsPercentilesOfTheirFirstTokenAndTotal()
    {
        for (var call = 1; call <= 100; call++)
            await StreamAsync(firstAfter: TimeSpan.FromMilliseconds(10 * call), restAfter: TimeSpan.FromMilliseconds(5));

        var reading = Read();

        Assert.Equal(100, reading.Attempts);
        AssertAbout(500, reading.FirstToken!.P50);
        AssertAbout(950, reading.FirstToken.P95);
        AssertAbout(990, reading.FirstToken.P99);
        AssertAbout(505, reading.Total!.P50);
    }

    [Fact]
    public async Task Read_OfWholeAnswers_HasNoFirstToken()
    {
        await _gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token);

        Assert.Equal((1, null), (Read().Attempts, Read().FirstToken));
        Assert.NotNull(Read().Total);
    }

    [Fact]
    public async Task Read_AfterFailures_CountsThemByCode()
    {
        _gateway.Model.Failing(() => new HttpRequestException("down"));
        await FailAsync(3);
        _gateway.Model.Failing(() => new GatewayException(GatewayErrors.ProviderRateLimited, "slow down"));
        await FailAsync(2);

        var reading = Read();

        Assert.Equal((5, 5, null), (reading.Attempts, reading.Failures, reading.Total));
        Assert.Equal([("provider_rate_limited", 2), ("provider_unavailable", 3)], reading.Errors.Select(error => (error.Key, error.Value)).Order());
    }

    [Fact]
    public async Task Read_LongAfterTheLastCall_HasForgottenIt()
    {
        await _gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token);
        _gateway.Time.Advance(RouteReading.Window);

        Assert.Equal(0, Read().Attempts);
    }

    [Fact]
    public async Task Read_OfAStoppedCall_LeavesItOut()
    {
        var waiting = new TaskCompletionSource();
        _gateway.Model.Stream = (_, _, token) => Script(token, Text("a"), _ => Reached(waiting), WaitForCut());
        var call = TestGateway.Call();
        var asking = _gateway.AskAsync(call, stream: true, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);

        Assert.Equal(1, Read().Running);
        call.Stop();
        await asking;

        Assert.Equal((0, 0), (Read().Running, Read().Attempts));
    }

    private static Task<Microsoft.Extensions.AI.ChatResponseUpdate?> Reached(TaskCompletionSource waiting)
    {
        waiting.TrySetResult();
        return Task.FromResult<Microsoft.Extensions.AI.ChatResponseUpdate?>(null);
    }

    private static void AssertAbout(double milliseconds, TimeSpan measured) =>
        Assert.InRange(measured.TotalMilliseconds, milliseconds * 0.94, milliseconds * 1.06);

    private RouteReading Read() => _gateway.Get<RouteStatistics>().Read(_candidate.Connection.Id, _candidate.ModelId);

    private async Task FailAsync(int times)
    {
        for (var call = 0; call < times; call++)
            await Assert.ThrowsAsync<GatewayException>(() => _gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token));
    }

    private Task<TestGateway.Heard> StreamAsync(TimeSpan firstAfter, TimeSpan restAfter)
    {
        _gateway.Model.Stream = (_, _, token) => Script(token, After(firstAfter, Text("hello")), After(restAfter, End()));
        return _gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token);
    }

    private Func<CancellationToken, Task<Microsoft.Extensions.AI.ChatResponseUpdate?>> After(
        TimeSpan wait, Func<CancellationToken, Task<Microsoft.Extensions.AI.ChatResponseUpdate?>> step) => token =>
    {
        _gateway.Time.Advance(wait);
        return step(token);
    };
}
