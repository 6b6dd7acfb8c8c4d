using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing.Retries;

public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AfterAFaultThatPasses_IsAnsweredByTheSameCandidate(bool stream)
    {
        await using var gateway = Gateway();
        FailFirst(gateway, times: 1, () => new HttpRequestException("reset"));
        var call = TestGateway.Call();

        var heard = await AskAsync(gateway, call, stream);

        Assert.Equal("hello world", heard.Text);
        Assert.Equal([("first", "provider_unavailable"), ("first", null)], call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
        Assert.InRange(call.Attempts[1].StartedAt - call.Attempts[0].StartedAt, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        Assert.Single(gateway.Ledger.Holds);
        Assert.Single(gateway.Ledger.Settlements);
        Assert.Equal(2, Assert.Single(gateway.Log.Records).Attempts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WhoseFirstCandidateStaysDown_FailsOverAfterItsTries(bool stream)
    {
        await using var gateway = Gateway(options => options.AttemptsPerCandidate = 3);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("first"), TestGateway.Candidate("second")]);
        using var down = new FakeChatClient().Failing(() => new HttpRequestException("refused"));
        gateway.Models["first provider"] = down;
        var call = TestGateway.Call();

        await AskAsync(gateway, call, stream);

        Assert.Equal(["first", "first", "first", "second"], call.Attempts.Select(attempt => attempt.ModelId));
    }

    [Theory]
    [InlineData(false, "provider_rejected_request")]
    [InlineData(true, "provider_rejected_request")]
    [InlineData(false, "provider_authentication_failed")]
    [InlineData(true, "provider_timeout")]
    [InlineData(true, "provider_invalid_response")]
    public async Task Call_AfterAFaultThatStays_IsNotRetried(bool stream, string code)
    {
        await using var gateway = Gateway();
        var error = new[] { GatewayErrors.ProviderRejected, GatewayErrors.ProviderAuthentication, GatewayErrors.ProviderTimeout, GatewayErrors.ProviderGarbled }.Single(entry => entry.Code == code);
        gateway.Model.Failing(() => new GatewayException(error, "no"));

        await Assert.ThrowsAsync<GatewayException>(() => AskAsync(gateway, TestGateway.Call(), stream));

        Assert.Equal(1, gateway.Model.Calls);
    }

    [Fact]
    public async Task Stream_ThatBreaksAfterText_IsNotRetried()
    {
        await using var gateway = Gateway();
        gateway.Model.Stream = (_, _, token) => Script(token, Text("so far"), Throw(() => new IOException("reset")));

        var failure = await Assert.ThrowsAsync<GatewayException>(() => AskAsync(gateway, TestGateway.Call(), stream: true));

        Assert.Same(GatewayErrors.StreamInterrupted, failure.Error);
        Assert.Equal(1, gateway.Model.Calls);
    }

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 7)]
    [InlineData(false, 20)]
    public async Task RetryAfter_WithinTheCeiling_IsWaited(bool stream, int seconds)
    {
        await using var gateway = Gateway();
        FailFirst(gateway, times: 1, () => Limited(seconds));
        var call = TestGateway.Call();

        await AskAsync(gateway, call, stream);

        Assert.Equal(TimeSpan.FromSeconds(seconds), call.Attempts[1].StartedAt - call.Attempts[0].StartedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryAfter_OverTheCeiling_IsToldInsteadOfWaited(bool stream)
    {
        await using var gateway = Gateway();
        gateway.Model.Failing(() => Limited(21));
        var start = gateway.Time.GetUtcNow();

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token));

        Assert.Equal((1, TimeSpan.FromSeconds(21), start), (gateway.Model.Calls, failure.RetryAfter, gateway.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryAfter_PastTheDeadline_IsNotWaited(bool stream)
    {
        await using var gateway = Gateway(options => options.CallTimeout = TimeSpan.FromSeconds(5));
        gateway.Model.Failing(() => Limited(6));
        var start = gateway.Time.GetUtcNow();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token));

        Assert.Equal((1, start), (gateway.Model.Calls, gateway.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Stop_DuringAPause_EndsTheCall()
    {
        await using var gateway = Gateway();
        gateway.Model.Failing(() => Limited(20));
        var call = TestGateway.Call();

        var asking = gateway.AskAsync(call, stream: true, cancellationToken: Token);
        call.Stop();
        await asking;

        Assert.Equal(CallEnding.Stopped, call.Ending);
        Assert.Equal(0, Assert.Single(gateway.Ledger.Settlements).CostNanoUsd);
    }

    private static TestGateway Gateway(Action<GatewayOptions>? configure = null) => new(options =>
    {
        options.AttemptsPerCandidate = 2;
        configure?.Invoke(options);
    });

    private static GatewayException Limited(int seconds) => new(GatewayErrors.ProviderRateLimited, "Slow down.") { RetryAfter = TimeSpan.FromSeconds(seconds) };

    private static void FailFirst(TestGateway gateway, int times, Func<Exception> failure)
    {
        var (whole, stream) = (gateway.Model.Whole, gateway.Model.Stream);
        gateway.Model.Whole = (messages, options, token) => times-- > 0 ? throw failure() : whole(messages, options, token);
        gateway.Model.Stream = (messages, options, token) => times-- > 0 ? Script(token, Throw(failure)) : stream(messages, options, token);
    }

    private static async Task<TestGateway.Heard> AskAsync(TestGateway gateway, GatewayCall call, bool stream)
    {
        var asking = gateway.AskAsync(call, stream, cancellationToken: Token);
        await gateway.Time.RunAsync(asking, Token, soonSeconds: 20);
        return await asking;
    }
}
