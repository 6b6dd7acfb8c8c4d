using AiStudio.Gateway.Routing.Breakers;
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
