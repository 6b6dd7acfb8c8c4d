using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Concurrency;
using AiStudio.Gateway.Tests.Fakes;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing.Concurrency;

/// <summary>Places at a provider as calls meet them, through the whole pipeline.</summary>
public sealed class ProviderQueueRoutingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WithoutAFreePlace_WaitsForOneAndSaysHowLong(bool stream)
    {
        await using var gateway = OnePlace(waiting: 1, out var gate);
        var first = gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 0));
        var waiter = TestGateway.Call();
        var second = gateway.AskAsync(waiter, stream, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 1));

        gateway.Time.Advance(TimeSpan.FromSeconds(3));
        gate.SetResult();

        Assert.Equal("done", (await first).Text);
        Assert.Equal("done", (await second).Text);
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(waiter.Attempts).QueuedFor);
        Assert.Equal((0, 0), LoadOf(gateway));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhenTheQueueIsFull_IsRefusedWithATimeToComeBack(bool stream)
    {
        await using var gateway = OnePlace(waiting: 0, out var gate);
        var first = gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 0));
        var call = TestGateway.Call();

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));
        gate.SetResult();
        await first;

        Assert.Same(GatewayErrors.TooManyCalls, refusal.Error);
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
        Assert.Equal(0, call.CostNanoUsd);
        Assert.Equal(2, gateway.Ledger.Settlements.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhoseDeadlineComesInTheQueue_IsRefused(bool stream)
    {
        await using var gateway = OnePlace(waiting: 5, out _);
        var queue = gateway.Get<ProviderQueues>().Of(gateway.Routes.Plans["balanced"].Candidates[0]);
        await queue.EnterAsync(TestGateway.Organization, TimeSpan.FromDays(1), Token);
        var call = TestGateway.Call();
        var asking = gateway.AskAsync(call, stream, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 1));

        gateway.Time.Advance(TimeSpan.FromSeconds(120));
        var refusal = await Assert.ThrowsAsync<GatewayException>(() => asking);

        Assert.Same(GatewayErrors.TooManyCalls, refusal.Error);
        Assert.Equal(TimeSpan.FromSeconds(120), Assert.Single(call.Attempts).QueuedFor);
        Assert.Equal((1, 0), LoadOf(gateway));
    }

    [Fact]
    public async Task Call_WhenOneProviderIsCrowded_GoesToTheNext()
    {
        await using var gateway = OnePlace(waiting: 0, out var gate);
        var alone = gateway.Routes.Plans["balanced"].Candidates[0];
        gateway.Routes.Plans["either"] = new RoutePlan([alone, TestGateway.Candidate("second")]);
        using var second = new FakeChatClient();
        gateway.Models["second provider"] = second;
        var first = gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 0));
        var call = TestGateway.Call("either");

        await gateway.AskAsync(call, stream: false, cancellationToken: Token);
        gate.SetResult();
        await first;

        Assert.Equal(["too_many_concurrent_calls", null], call.Attempts.Select(attempt => attempt.ErrorCode));
    }

    [Fact]
    public async Task Stop_InTheQueue_EndsTheCallWithoutTakingAPlace()
    {
        await using var gateway = OnePlace(waiting: 5, out var gate);
        var first = gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 0));
        var call = TestGateway.Call();
        var second = gateway.AskAsync(call, stream: true, cancellationToken: Token);
        await ReachedAsync(gateway, (1, 1));

        call.Stop();
        await second;
        gate.SetResult();
        await first;

        Assert.Equal((0, 0), LoadOf(gateway));
        Assert.Empty(call.Attempts);
    }

    private static TestGateway OnePlace(int waiting, out TaskCompletionSource gate)
    {
        var opened = gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gateway = new TestGateway(options => (options.MaxConcurrentCallsPerProvider, options.MaxWaitingCallsPerProvider) = (1, waiting));
        gateway.Model.Whole = async (_, _, token) =>
        {
            await opened.Task.WaitAsync(token);
            return Answer("done");
        };
        gateway.Model.Stream = (_, _, token) => Script(token, Wait(opened.Task), Text("done"), End());
        return gateway;
    }

    private static (int Running, int Waiting) LoadOf(TestGateway gateway) =>
        gateway.Get<ProviderQueues>().Of(gateway.Routes.Plans["balanced"].Candidates[0]).Load;

    private static async Task ReachedAsync(TestGateway gateway, (int Running, int Waiting) load)
    {
        while (LoadOf(gateway) != load)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
