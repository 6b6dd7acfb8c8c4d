using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Routing;

/// <summary>What a request itself names to go on with.</summary>
public sealed class FallbackTests : IAsyncDisposable
{
    private readonly TestGateway _gateway = new();
    private readonly RouteCandidate _spare = TestGateway.Candidate("spare", price: TestGateway.Price(9_000_000_000, 9_000_000_000));

    public FallbackTests()
    {
        var first = TestGateway.Candidate("first");
        _gateway.Routes.Plans["balanced"] = new RoutePlan([first]);
        _gateway.Routes.Plans["quality"] = new RoutePlan([first, _spare]);
        _gateway.Routes.Plans["spare"] = new RoutePlan([_spare]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatItsModelDoesNotAnswer_GoesOnWithTheFallbacksAndAsksNobodyTwice(bool stream)
    {
        _gateway.Model.Failing(() => new HttpRequestException(HttpRequestError.ConnectionError, "down"));
        using var spare = new FakeChatClient();
        _gateway.Models["spare provider"] = spare;
        using var call = Call("quality", "spare");

        var heard = await _gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal("hello world", heard.Text);
        Assert.Equal([("first", "provider_unavailable"), ("spare", null)], call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
        Assert.Equal(9 * 12_000, Assert.Single(_gateway.Ledger.Settlements).CostNanoUsd);
    }

    [Fact]
    public async Task Hold_IsForTheDearestOfThemAll()
    {
        using var call = Call("spare");
        await _gateway.AskAsync(call, stream: false, maxOutput: 100, cancellationToken: Token);

        var hold = Assert.Single(_gateway.Ledger.Holds);
        Assert.Equal(["first", "spare"], hold.ModelIds);
        Assert.Equal(9_000 * (34 + 100), hold.AmountNanoUsd);
    }

    [Fact]
    public async Task Fallback_ThatNobodyKnows_IsRefusedByName()
    {
        using var call = Call("spare", "nonsense");

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => _gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Same(GatewayErrors.ModelNotFound, refusal.Error);
        Assert.Contains("“nonsense”", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _gateway.Model.Calls);
    }

    [Fact]
    public async Task Fallback_WithoutAPrice_IsRefused()
    {
        _gateway.Routes.Plans["unpriced"] = new RoutePlan([_spare with { Price = null }]);
        using var call = Call("unpriced");

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => _gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Same(GatewayErrors.PriceUnknown, refusal.Error);
    }

    private static GatewayCall Call(params string[] fallbacks) =>
        new(new GatewayCaller(TestGateway.Organization, null, null, "chat"), "balanced") { Fallbacks = fallbacks };
}
