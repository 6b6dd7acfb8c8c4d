using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing;

public sealed class ModelRouterChatClientTests : IDisposable
{
    private readonly FakeChatClient _first = new();
    private readonly FakeChatClient _second = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhoseFirstCandidateFails_IsAnsweredByTheNext(bool stream)
    {
        await using var gateway = TwoCandidates();
        _first.Failing(() => new HttpRequestException("refused"));
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal("hello world", heard.Text);
        Assert.Equal("second", call.Served!.ModelId);
        Assert.Equal(["provider_unavailable", null], call.Attempts.Select(attempt => attempt.ErrorCode));
        Assert.Single(gateway.Ledger.Holds);
        Assert.Equal("second", Assert.Single(gateway.Ledger.Settlements).ModelId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatTheProviderRejects_IsNotTriedElsewhere(bool stream)
    {
        await using var gateway = TwoCandidates();
        _first.Failing(() => new GatewayException(GatewayErrors.ContextTooLong, "too long"));

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.ContextTooLong, failure.Error);
        Assert.Equal(0, _second.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatAllCandidatesFail_EndsWithTheLastErrorAndCostsNothing(bool stream)
    {
        await using var gateway = TwoCandidates();
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        _second.Failing(() => ProviderFaults.OfStatus(429, "", "9"));

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.ProviderRateLimited, failure.Error);
        Assert.Equal(TimeSpan.FromSeconds(9), failure.RetryAfter);
        Assert.StartsWith("None of the 2 models behind “balanced” answered.", failure.Message, StringComparison.Ordinal);
        Assert.Equal((CallEnding.Failed, 0L, 2), (gateway.Log.Records.Single().Ending, gateway.Log.Records.Single().CostNanoUsd, gateway.Log.Records.Single().Attempts.Count));
    }

    [Fact]
    public async Task Stream_ThatBreaksAfterText_IsNotContinuedByAnother()
    {
        await using var gateway = TwoCandidates();
        _first.Stream = (_, _, token) => Script(token, Text("αβγ"), Throw(() => new IOException("reset")));

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token));

        Assert.Same(GatewayErrors.StreamInterrupted, failure.Error);
        Assert.Equal(0, _second.Calls);
    }

    [Fact]
    public async Task Stream_WithoutAFirstByte_FailsOverInTime()
    {
        await using var gateway = TwoCandidates();
        var waiting = new TaskCompletionSource();
        _first.Stream = (_, _, token) => Script(token, Signal(waiting), WaitForCut());
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream: true, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);
        gateway.Time.Advance(TimeSpan.FromSeconds(31));
        var heard = await asking;

        Assert.Equal("hello world", heard.Text);
        Assert.Equal(["provider_timeout", null], call.Attempts.Select(attempt => attempt.ErrorCode));
    }

    [Fact]
    public async Task Stream_ThatFallsSilent_IsInterrupted()
    {
        await using var gateway = TwoCandidates();
        var waiting = new TaskCompletionSource();
        _first.Stream = (_, _, token) => Script(token, Text("so far"), Signal(waiting), WaitForCut());
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream: true, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);
        gateway.Time.Advance(TimeSpan.FromSeconds(31));
        var failure = await Assert.ThrowsAsync<GatewayException>(() => asking);

        Assert.Same(GatewayErrors.StreamInterrupted, failure.Error);
        Assert.Equal("provider_timeout", Assert.Single(call.Attempts).ErrorCode);
    }

    [Fact]
    public async Task Stream_OverTheCallTimeout_IsCut()
    {
        await using var gateway = TwoCandidates();
        _first.Stream = (_, _, token) => Script(token, [Text("begin "), .. Enumerable.Range(0, 20).Select(_ => new Func<CancellationToken, Task<Microsoft.Extensions.AI.ChatResponseUpdate?>>(inner =>
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(10));
            inner.ThrowIfCancellationRequested();
            return Task.FromResult<Microsoft.Extensions.AI.ChatResponseUpdate?>(new(Microsoft.Extensions.AI.ChatRole.Assistant, "drip "));
        })), End()]);

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream: true, cancellationToken: Token));

        Assert.Same(GatewayErrors.StreamInterrupted, failure.Error);
        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WholeAnswer_OfACandidateThatHangs_LeavesTheNextItsShareOfTheTime()
    {
        await using var gateway = TwoCandidates();
        var waiting = new TaskCompletionSource();
        _first.Whole = async (_, _, token) =>
        {
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Answer("never");
        };
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream: false, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);
        gateway.Time.Advance(TimeSpan.FromSeconds(61));
        var heard = await asking;

        Assert.Equal("hello world", heard.Text);
        Assert.Equal(["provider_timeout", null], call.Attempts.Select(attempt => attempt.ErrorCode));
    }

    private TestGateway TwoCandidates()
    {
        var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("first"), TestGateway.Candidate("second")]);
        gateway.Models["first provider"] = _first;
        gateway.Models["second provider"] = _second;
        return gateway;
    }

    private static Func<CancellationToken, Task<Microsoft.Extensions.AI.ChatResponseUpdate?>> Signal(TaskCompletionSource reached) => _ =>
    {
        reached.TrySetResult();
        return Task.FromResult<Microsoft.Extensions.AI.ChatResponseUpdate?>(null);
    };
}
