using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Breakers;
using AiStudio.Gateway.Tests.Fakes;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing.Breakers;

/// <summary>Breakers as calls meet them, through the whole pipeline.</summary>
public sealed class BreakerRoutingTests : IAsyncDisposable
{
    private readonly TestGateway _gateway = new();
    private readonly FakeChatClient _first = new();
    private readonly FakeChatClient _second = new();
    private readonly RouteCandidate _firstCandidate = TestGateway.Candidate("first");
    private readonly RouteCandidate _secondCandidate = TestGateway.Candidate("second");

    public BreakerRoutingTests()
    {
        _gateway.Routes.Plans["balanced"] = new RoutePlan([_firstCandidate, _secondCandidate]);
        _gateway.Routes.Plans["alone"] = new RoutePlan([_firstCandidate]);
        _gateway.Models["first provider"] = _first;
        _gateway.Models["second provider"] = _second;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Candidate_WhoseBreakerIsOpen_IsPassedOverAndSaysSo(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10);
        var call = TestGateway.Call();

        await _gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(10, _first.Calls);
        Assert.Equal([("first", "breaker_open"), ("second", null)], call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
        Assert.Equal(TimeSpan.Zero, call.Attempts[0].Duration);
        Assert.Equal(BreakerState.Open, StateOf(_firstCandidate));
        Assert.Equal(BreakerState.Closed, StateOf(_secondCandidate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Candidate_AfterItsBreakersRest_IsProbedAndUsedAgain(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10);
        _gateway.Time.Advance(TimeSpan.FromSeconds(15));
        _first.Whole = (_, _, _) => Task.FromResult(Answer("well"));
        _first.Stream = (_, _, token) => Script(token, Text("well"), End());

        await AskAsync(stream, times: 2);

        Assert.Equal((12, BreakerState.Closed), (_first.Calls, StateOf(_firstCandidate)));
    }

    [Fact]
    public async Task StreamCuts_CountAsFailures()
    {
        _first.Stream = (_, _, token) => Script(token, Text("so far"), Throw(() => new IOException("reset")));
        await AskAsync(stream: true, times: 10);

        Assert.Equal(BreakerState.Open, StateOf(_firstCandidate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timeouts_CountAsFailures(bool stream)
    {
        using var waiting = new CountdownEvent(10);
        var asking = new List<Task>();
        var all = new TaskCompletionSource();
        _first.Stream = (_, _, token) => Script(token, _ => Reached(waiting, all), WaitForCut());
        _first.Whole = async (_, _, token) =>
        {
            await Reached(waiting, all);
            await Task.Delay(Timeout.Infinite, token);
            return Answer("never");
        };
        for (var i = 0; i < 10; i++)
            asking.Add(_gateway.AskAsync(TestGateway.Call(), stream, cancellationToken: Token));
        await all.Task.WaitAsync(Token);
        _gateway.Time.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(asking);

        Assert.Equal(BreakerState.Open, StateOf(_firstCandidate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusals_OfWhatTheCallerSent_DoNotCount(bool stream)
    {
        _first.Failing(() => new GatewayException(GatewayErrors.ProviderRejected, "no"));
        await AskAsync(stream, times: 30);

        Assert.Equal((30, BreakerState.Closed), (_first.Calls, StateOf(_firstCandidate)));
    }

    [Fact]
    public async Task CallsThatAreStopped_DoNotCount()
    {
        for (var i = 0; i < 12; i++)
        {
            using var waiting = new CountdownEvent(1);
            var all = new TaskCompletionSource();
            _first.Stream = (_, _, token) => Script(token, _ => Reached(waiting, all), WaitForCut());
            var call = TestGateway.Call();
            var asking = _gateway.AskAsync(call, stream: true, cancellationToken: Token);
            await all.Task.WaitAsync(Token);
            call.Stop();
            await asking;
        }

        Assert.Equal(BreakerReading.Untouched, _gateway.Get<CircuitBreakers>().Read(_firstCandidate.Connection.Id, "first"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllOpen_TheOneOpenedFirstIsProbedOnceAndThenTheRefusalIsClear(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10);
        _gateway.Time.Advance(TimeSpan.FromSeconds(3));
        _second.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10);
        var (firstCalls, secondCalls) = (_first.Calls, _second.Calls);
        var call = TestGateway.Call();

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => _gateway.AskAsync(call, stream, cancellationToken: Token));
        await AskAsync(stream, times: 50);

        Assert.Same(GatewayErrors.NoModelAvailable, refusal.Error);
        Assert.Equal((503, false, TimeSpan.FromSeconds(12)), (refusal.Error.Status, refusal.Error.Retryable, refusal.RetryAfter));
        Assert.Equal(["breaker_open", "breaker_open", "provider_unavailable"], call.Attempts.Select(attempt => attempt.ErrorCode));
        Assert.Equal((firstCalls + 1, secondCalls), (_first.Calls, _second.Calls));
        Assert.Equal((CallEnding.Failed, 0L), (call.Ending, call.CostNanoUsd));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllOpen_AProbeThatIsAnswered_AnswersTheCall(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10, "alone");
        _first.Whole = (_, _, _) => Task.FromResult(Answer("well"));
        _first.Stream = (_, _, token) => Script(token, Text("well"), End());

        var heard = await _gateway.AskAsync(TestGateway.Call("alone"), stream, cancellationToken: Token);

        Assert.Equal(("well", BreakerState.Closed), (heard.Text, StateOf(_firstCandidate)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenCandidate_WhenTheOthersFailAndItsRestIsOver_IsAskedAfterThem(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10);
        _first.Whole = (_, _, _) => Task.FromResult(Answer("well"));
        _first.Stream = (_, _, token) => Script(token, Text("well"), End());
        _second.Failing(() =>
        {
            _gateway.Time.Advance(TimeSpan.FromSeconds(15));
            return new GatewayException(GatewayErrors.ProviderGarbled, "what?");
        });
        var call = TestGateway.Call();

        var heard = await _gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal("well", heard.Text);
        Assert.Equal(
            [("first", "breaker_open"), ("second", "provider_invalid_response"), ("first", null)],
            call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
    }

    [Fact]
    public async Task BadKey_OfOneOrganization_OpensNoBreakerOfAnother()
    {
        var other = TestGateway.Candidate("first");
        _gateway.Routes.Plans["other"] = new RoutePlan([other]);
        _first.Failing(() => new GatewayException(GatewayErrors.ProviderAuthentication, "bad key"));
        await AskAsync(stream: false, times: 10);

        Assert.Equal((BreakerState.Open, BreakerState.Closed), (StateOf(_firstCandidate), StateOf(other)));
        var renewed = _firstCandidate with { Connection = _firstCandidate.Connection with { Revision = 2 } };
        Assert.Equal(TimeSpan.Zero, _gateway.Get<CircuitBreakers>().Of(renewed).OpenFor);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThousandCalls_InAnOutageOfEverything_AskMuchLessThanOnceEach(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        _second.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        for (var second = 0; second < 100; second++)
        {
            await AskAsync(stream, times: 10);
            _gateway.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_first.Calls + _second.Calls, 20, 60);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HalfOpen_UnderTwoHundredCallsAtOnce_AsksTheProviderOnce(bool stream)
    {
        _first.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        await AskAsync(stream, times: 10, "alone");
        _gateway.Time.Advance(TimeSpan.FromSeconds(15));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Whole = async (_, _, token) =>
        {
            await gate.Task.WaitAsync(token);
            return Answer("well");
        };
        _first.Stream = (_, _, token) => Script(token, Wait(gate.Task), Text("well"), End());

        var asking = Enumerable.Range(0, 200).Select(_ => _gateway.AskAsync(TestGateway.Call("alone"), stream, cancellationToken: Token)).ToList();
        var refused = 0;
        while (refused < 199)
        {
            var over = await Task.WhenAny(asking).WaitAsync(TimeSpan.FromSeconds(30), Token);
            asking.Remove(over);
            refused += (await Assert.ThrowsAsync<GatewayException>(() => over)).Error == GatewayErrors.NoModelAvailable ? 1 : 0;
        }

        gate.SetResult();

        Assert.Equal("well", (await Assert.Single(asking)).Text);
        Assert.Equal((11, BreakerState.Closed), (_first.Calls, StateOf(_firstCandidate)));
    }

    private static Task<Microsoft.Extensions.AI.ChatResponseUpdate?> Reached(CountdownEvent waiting, TaskCompletionSource all)
    {
        if (waiting.Signal())
            all.TrySetResult();
        return Task.FromResult<Microsoft.Extensions.AI.ChatResponseUpdate?>(null);
    }

    private BreakerState StateOf(RouteCandidate candidate) => _gateway.Get<CircuitBreakers>().Read(candidate.Connection.Id, candidate.ModelId).State;

    private async Task AskAsync(bool stream, int times, string model = "balanced")
    {
        for (var call = 0; call < times; call++)
        {
            try
            {
                await _gateway.AskAsync(TestGateway.Call(model), stream, cancellationToken: Token);
            }
            catch (GatewayException)
            {
                // What a call hears is not the matter here.
            }
        }
    }
}
