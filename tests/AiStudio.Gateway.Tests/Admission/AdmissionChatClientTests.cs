using AiStudio.Gateway.Admission;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Admission;

public sealed class AdmissionChatClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ForAnUnknownModel_IsRefusedWithoutARecord(bool stream)
    {
        await using var gateway = new TestGateway();

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call("nope"), stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.ModelNotFound, refusal.Error);
        Assert.Contains("nope", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Log.Records);
        Assert.Equal(0, gateway.Get<ConcurrencyLimits>().Running(TestGateway.Organization));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WithoutAnyPrice_IsRefused(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("free?") with { Price = null }]);

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.PriceUnknown, refusal.Error);
        Assert.Equal(0, gateway.Model.Calls);
    }

    [Fact]
    public async Task Call_WithOneUnpricedCandidate_GoesToThePricedOne()
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("free?") with { Price = null }, TestGateway.Candidate("priced")]);
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream: false, cancellationToken: Token);

        Assert.Equal("priced", call.Served!.ModelId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OverTheLimit_IsRefusedUntilOneEnds(bool stream)
    {
        await using var gateway = new TestGateway(options => options.MaxConcurrentCallsPerOrganization = 1);
        var gate = new TaskCompletionSource();
        gateway.Model.Whole = async (_, _, token) =>
        {
            await gate.Task.WaitAsync(token);
            return FakeChatClient.Answer("done");
        };
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(token, FakeChatClient.Wait(gate.Task), FakeChatClient.Text("done"), FakeChatClient.End());
        var first = TestGateway.Call();
        var running = gateway.AskAsync(first, stream, cancellationToken: Token);

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));
        gate.SetResult();
        await running;
        await first.Recorded;

        Assert.Same(GatewayErrors.TooManyCalls, refusal.Error);
        Assert.Equal("done", (await gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token)).Text);
    }

    [Fact]
    public async Task Call_WhenTheRouteTableThrows_GivesItsPlaceBack()
    {
        await using var gateway = new TestGateway();
        gateway.Routes.Failure = new TimeoutException();

        await Assert.ThrowsAsync<TimeoutException>(() => gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token));

        Assert.Equal(0, gateway.Get<ConcurrencyLimits>().Running(TestGateway.Organization));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatFails_GivesItsPlaceBack(bool stream)
    {
        await using var gateway = new TestGateway();
        gateway.Model.Failing(() => new HttpRequestException("down"));
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));
        await call.Recorded;

        Assert.Equal(0, gateway.Get<ConcurrencyLimits>().Running(TestGateway.Organization));
    }
}
