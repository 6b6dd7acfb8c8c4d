using System.Net;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing;

/// <summary>What is booked for tries that gave nothing.</summary>
public sealed class AttemptBillTests : IAsyncDisposable
{
    // "hi" and the template around it, at a thousand nano-dollars a token.
    private const long InputCost = 9_000;

    private readonly TestGateway _gateway = new();
    private readonly FakeChatClient _first = new();

    public AttemptBillTests()
    {
        _gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("first"), TestGateway.Candidate("second", price: TestGateway.Price(3_000_000_000, 3_000_000_000))]);
        _gateway.Models["first provider"] = _first;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _first.Dispose();
    }

    public static TheoryData<Func<Exception>> Unbilled => new()
    {
        () => new HttpRequestException(HttpRequestError.ConnectionError, "connection refused"),
        () => new HttpRequestException(HttpRequestError.NameResolutionError, "no such host"),
        () => new HttpRequestException(HttpRequestError.SecureConnectionError, "bad certificate"),
        () => new TaskCanceledException("no connection in time", new TimeoutException()),
        () => ProviderFaults.OfStatus(429, "", null),
        () => ProviderFaults.OfStatus(500, "", null),
        () => ProviderFaults.OfStatus(401, "", null),
    };

    public static TheoryData<Func<Exception>> Billed => new()
    {
        () => new HttpRequestException(HttpRequestError.ResponseEnded, "the response ended"),
        () => new IOException("reset"),
    };

    [Theory]
    [MemberData(nameof(Unbilled), DisableDiscoveryEnumeration = true)]
    public async Task Try_ThatNeverBegan_CostsNothing(Func<Exception> failure)
    {
        _first.Failing(failure);

        foreach (var stream in new[] { false, true })
        {
            var call = TestGateway.Call();
            await _gateway.AskAsync(call, stream, cancellationToken: Token);

            Assert.Equal((null, 0), (call.Attempts[0].Usage, call.Attempts[0].CostNanoUsd));
            Assert.Equal((36_000, false), (call.CostNanoUsd, call.Usage!.Estimated));
        }
    }

    [Theory]
    [MemberData(nameof(Billed), DisableDiscoveryEnumeration = true)]
    public async Task Try_ThatMayHaveBegun_IsBookedByEstimateAtItsOwnPrice(Func<Exception> failure)
    {
        _first.Failing(failure);
        var (streamed, whole) = (TestGateway.Call(), TestGateway.Call());

        await _gateway.AskAsync(streamed, stream: true, maxOutput: 100, cancellationToken: Token);
        await _gateway.AskAsync(whole, stream: false, maxOutput: 100, cancellationToken: Token);

        // Nothing says how far a whole answer had come.
        Assert.Equal((InputCost, InputCost + 200_000), (streamed.Attempts[0].CostNanoUsd, whole.Attempts[0].CostNanoUsd));
        Assert.Equal((InputCost + 36_000, true), (streamed.CostNanoUsd, streamed.Usage!.Estimated));
        var settlement = _gateway.Ledger.Settlements.First();
        Assert.Equal(("second", InputCost + 36_000, 19, true), (settlement.ModelId, settlement.CostNanoUsd, settlement.Usage!.InputTokens, settlement.Usage.Estimated));
        Assert.Equal(2, _gateway.Ledger.Settlements.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Try_ThatCannotBeRead_IsBookedAsIfItHadComeToItsLimit(bool stream)
    {
        _first.Failing(() => new FormatException("not its protocol"));
        var call = TestGateway.Call();

        await _gateway.AskAsync(call, stream, maxOutput: 100, cancellationToken: Token);

        Assert.Equal(InputCost + 200_000, call.Attempts[0].CostNanoUsd);
    }

    [Theory]
    [InlineData(false, 2_000 * 100)]
    [InlineData(true, 0)]
    public async Task Try_ThatTimedOut_IsBookedByEstimate(bool stream, long output)
    {
        var waiting = new TaskCompletionSource();
        _first.Whole = async (_, _, token) =>
        {
            waiting.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Answer("never");
        };
        _first.Stream = (_, _, token) => Script(token, _ => Reached(waiting), WaitForCut());
        var call = TestGateway.Call();

        var asking = _gateway.AskAsync(call, stream, maxOutput: 100, cancellationToken: Token);
        await waiting.Task.WaitAsync(Token);
        _gateway.Time.Advance(TimeSpan.FromSeconds(61));
        await asking;

        Assert.Equal(InputCost + output, call.Attempts[0].CostNanoUsd);
        Assert.Equal(InputCost + output + 36_000, Assert.Single(_gateway.Ledger.Settlements).CostNanoUsd);
    }

    [Fact]
    public async Task Call_ThatAllCandidatesLose_IsBookedUnderTheLastOne()
    {
        _gateway.Model.Failing(() => new IOException("reset"));
        _first.Failing(() => new IOException("reset"));
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => _gateway.AskAsync(call, stream: true, cancellationToken: Token));

        var settlement = Assert.Single(_gateway.Ledger.Settlements);
        Assert.Equal(("second", 4 * InputCost, call.Id), (settlement.ModelId, settlement.CostNanoUsd, settlement.CallId));
        Assert.Equal((CallEnding.Failed, 4 * InputCost), (Assert.Single(_gateway.Log.Records).Ending, _gateway.Log.Records.First().CostNanoUsd));
    }

    [Fact]
    public async Task RetriesOfTheSameModel_ThatSayWhatTheyUsed_AreNoEstimate()
    {
        _gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("same"), TestGateway.Candidate("same")]) { ContentRefusal = [TestGateway.Candidate("same")] };
        _gateway.Model.Whole = (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, ""))
        {
            FinishReason = _gateway.Model.Calls == 1 ? ChatFinishReason.ContentFilter : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 1 },
        });
        var call = TestGateway.Call();

        await _gateway.AskAsync(call, stream: false, cancellationToken: Token);

        Assert.Equal(new TokenUsage { InputTokens = 20, OutputTokens = 2 }, call.Usage);
    }

    [Theory]
    [InlineData("<html>captive portal</html>", 0)]
    [InlineData("", 9_000)]
    [InlineData("""xx{"choices":[]}""", 9_000)]
    public async Task WholeAnswer_ThatIsAPage_CostsNothing(string body, long least)
    {
        var http = new ScriptedHttp(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
        await using var gateway = new TestGateway(http: http);
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.True(least == 0 ? call.CostNanoUsd == 0 : call.CostNanoUsd >= least);
    }

    private static Task<ChatResponseUpdate?> Reached(TaskCompletionSource waiting)
    {
        waiting.TrySetResult();
        return Task.FromResult<ChatResponseUpdate?>(null);
    }

    [Fact]
    public async Task NextTry_AfterOneThatMayBeBilled_RaisesTheHoldByIt()
    {
        _first.Failing(() => new IOException("reset"));

        var call = TestGateway.Call();
        await _gateway.AskAsync(call, stream: false, cancellationToken: Token);

        var held = Assert.Single(_gateway.Ledger.Holds).AmountNanoUsd;
        // The dearer one sets the first hold; only a try of that one needs more.
        Assert.Equal(held + call.Attempts.Sum(attempt => attempt.ErrorCode is null ? 0 : attempt.CostNanoUsd), _gateway.Ledger.Extensions.Last().TotalNanoUsd);
        Assert.True(call.CostNanoUsd <= call.Hold!.AmountNanoUsd);
    }

    [Fact]
    public async Task NextTry_ThatTheBudgetsHaveNoRoomFor_IsNotMade()
    {
        _first.Failing(() => new IOException("reset"));
        _gateway.Ledger.Extends = _ => false;

        var call = TestGateway.Call();
        await Assert.ThrowsAsync<GatewayException>(() => _gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Equal(CallAttempt.BudgetSpent, call.Attempts[^1].ErrorCode);
        Assert.True(call.CostNanoUsd <= call.Hold!.AmountNanoUsd);
    }
}
