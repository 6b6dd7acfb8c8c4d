using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Tests.Fakes;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing;

public sealed class CallDeadlineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 5, 5)]
    [InlineData(true, 5, 5)]
    [InlineData(false, 600, 120)]
    public async Task Call_OverTheShorterLimit_EndsThere(bool stream, int own, int limit)
    {
        await using var gateway = Hanging(out var waiting);
        var call = new GatewayCall(new GatewayCaller(TestGateway.Organization, null, null, "chat"), "balanced") { Deadline = TimeSpan.FromSeconds(own) };
        var asking = gateway.AskAsync(call, stream, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);

        gateway.Time.Advance(TimeSpan.FromSeconds(limit - 1));
        Assert.False(asking.IsCompleted);
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        var failure = await Assert.ThrowsAsync<GatewayException>(() => asking);

        Assert.Same(GatewayErrors.ProviderTimeout, failure.Error);
        Assert.Equal(TimeSpan.FromSeconds(limit), Assert.Single(call.Attempts).Duration);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(30, 1)]
    public async Task MissedDeadline_OfAHastyCaller_IsNotTheProvidersFault(int own, int failures)
    {
        await using var gateway = Hanging(out var waiting);
        var call = new GatewayCall(new GatewayCaller(TestGateway.Organization, null, null, "chat"), "balanced") { Deadline = TimeSpan.FromSeconds(own) };
        var asking = gateway.AskAsync(call, stream: false, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);

        gateway.Time.Advance(TimeSpan.FromSeconds(own));
        await Assert.ThrowsAsync<GatewayException>(() => asking);

        var candidate = gateway.Routes.Plans["balanced"].Candidates[0];
        Assert.Equal(failures, gateway.Get<CircuitBreakers>().Read(candidate.Connection.Id, candidate.ModelId).Failures);
    }

    [Fact]
    public async Task RetryAfter_PastTheCallersDeadline_IsNotWaited()
    {
        await using var gateway = new TestGateway(options => options.AttemptsPerCandidate = 2);
        gateway.Model.Failing(() => new GatewayException(GatewayErrors.ProviderRateLimited, "Slow down.") { RetryAfter = TimeSpan.FromSeconds(6) });
        var call = new GatewayCall(new GatewayCaller(TestGateway.Organization, null, null, "chat"), "balanced") { Deadline = TimeSpan.FromSeconds(5) };

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Equal(1, gateway.Model.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_InTheQueueOfAProvider_EndsTheWait(bool stream)
    {
        await using var gateway = new TestGateway(options => options.MaxConcurrentCallsPerProvider = 1);
        var queue = gateway.Get<ProviderQueues>().Of(gateway.Routes.Plans["balanced"].Candidates[0]);
        await queue.EnterAsync(TestGateway.Organization, TimeSpan.Zero, Token);
        using var call = Call(TimeSpan.FromSeconds(5));

        var asking = gateway.AskAsync(call, stream, cancellationToken: Token);
        // The clock stands until it waits in the line: the deadline is set before that, and must not pass there.
        while (queue.Load != (1, 1))
            await Task.Delay(1, Token);
        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.Time.RunAsync(asking, Token));

        Assert.Same(GatewayErrors.TooManyCalls, failure.Error);
        Assert.Equal((0, (1, 0)), (gateway.Model.Calls, queue.Load));
    }

    [Fact]
    public async Task Deadline_OfAStreamThatDripsOn_CutsItThere()
    {
        await using var gateway = new TestGateway();
        using var call = Call(TimeSpan.FromSeconds(5));
        gateway.Model.Stream = (_, _, token) => Script(token, [Text("begin "), .. Enumerable.Range(0, 20).Select(_ => new Func<CancellationToken, Task<Microsoft.Extensions.AI.ChatResponseUpdate?>>(inner =>
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(1));
            inner.ThrowIfCancellationRequested();
            return Task.FromResult<Microsoft.Extensions.AI.ChatResponseUpdate?>(new(Microsoft.Extensions.AI.ChatRole.Assistant, "drip "));
        })), End()]);

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: true, cancellationToken: Token));

        Assert.Same(GatewayErrors.StreamInterrupted, failure.Error);
        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Single(call.Attempts).Duration);
    }

    [Fact]
    public async Task Deadline_WithThreeCandidates_IsSharedAndNotExceeded()
    {
        await using var gateway = Hanging(out _);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("a"), TestGateway.Candidate("b"), TestGateway.Candidate("c")]);
        using var call = Call(TimeSpan.FromSeconds(30));
        var start = gateway.Time.GetUtcNow();

        var asking = gateway.AskAsync(call, stream: false, cancellationToken: Token);
        var failure = Assert.ThrowsAsync<GatewayException>(() => asking);
        await gateway.Time.RunAsync(failure, Token, soonSeconds: 10);

        Assert.Same(GatewayErrors.ProviderTimeout, (await failure).Error);
        Assert.Equal([10, 10, 10], call.Attempts.Select(attempt => attempt.Duration.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(30), gateway.Time.GetUtcNow() - start);
    }

    private static GatewayCall Call(TimeSpan deadline) => new(new GatewayCaller(TestGateway.Organization, null, null, "chat"), "balanced") { Deadline = deadline };

    private static TestGateway Hanging(out TaskCompletionSource waiting)
    {
        var reached = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gateway = new TestGateway();
        gateway.Model.Whole = async (_, _, token) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Answer("never");
        };
        gateway.Model.Stream = (_, _, token) => Script(
            token,
            _ =>
            {
                reached.TrySetResult();
                return Task.FromResult<Microsoft.Extensions.AI.ChatResponseUpdate?>(null);
            },
            WaitForCut());
        return gateway;
    }
}
