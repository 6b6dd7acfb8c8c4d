using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;

namespace AiStudio.Gateway.Tests.Routing;

/// <summary>The lists for context overflow and content refusal.</summary>
public sealed class CandidateListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ContextTooLong_GoesToTheListForIt(bool stream)
    {
        await using var gateway = Lists();
        using var small = new FakeChatClient().Failing(TooLong);
        gateway.Models["small provider"] = small;
        var call = TestGateway.Call();

        var heard = await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal("hello world", heard.Text);
        Assert.Equal([("small", "context_length_exceeded"), ("large", null)], call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
        Assert.Equal("large", Assert.Single(gateway.Ledger.Settlements).ModelId);
        Assert.Single(gateway.Ledger.Holds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ContextTooLongThere_GoesOnInThatListAndThenEnds(bool stream)
    {
        await using var gateway = Lists();
        gateway.Model.Failing(TooLong);
        var call = TestGateway.Call();

        var failure = await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream, cancellationToken: Token));

        Assert.Same(GatewayErrors.ContextTooLong, failure.Error);
        Assert.Equal(["small", "large", "larger"], call.Attempts.Select(attempt => attempt.ModelId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ContentRefused_AfterAnOverflow_GoesToItsOwnList(bool stream)
    {
        await using var gateway = Lists();
        using var small = new FakeChatClient().Failing(TooLong);
        using var large = new FakeChatClient().Failing(() => new GatewayException(GatewayErrors.ContentRefused, "not allowed"));
        (gateway.Models["small provider"], gateway.Models["large provider"]) = (small, large);
        var call = TestGateway.Call();

        await gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(["small", "large", "lenient"], call.Attempts.Select(attempt => attempt.ModelId));
    }

    [Fact]
    public async Task OtherFaults_StayInTheirList()
    {
        await using var gateway = Lists();
        gateway.Model.Failing(() => new HttpRequestException("down"));
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Equal(["small", "other"], call.Attempts.Select(attempt => attempt.ModelId));
    }

    [Fact]
    public async Task Hold_CountsTheModelsOfAllLists()
    {
        await using var gateway = Lists();
        await gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token);

        Assert.Contains("larger", Assert.Single(gateway.Ledger.Holds).ModelIds);
    }

    [Fact]
    public async Task UnpricedCandidates_OfTheLists_AreNeverAsked()
    {
        await using var gateway = Lists();
        var plan = gateway.Routes.Plans["balanced"];
        gateway.Routes.Plans["balanced"] = plan with { ContextOverflow = [TestGateway.Candidate("free?") with { Price = null }] };
        gateway.Model.Failing(TooLong);
        var call = TestGateway.Call();

        await Assert.ThrowsAsync<GatewayException>(() => gateway.AskAsync(call, stream: false, cancellationToken: Token));

        Assert.Equal(["small"], call.Attempts.Select(attempt => attempt.ModelId));
    }

    private static GatewayException TooLong() => new(GatewayErrors.ContextTooLong, "too long");

    private static TestGateway Lists()
    {
        var gateway = new TestGateway();
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("small"), TestGateway.Candidate("other")])
        {
            ContextOverflow = [TestGateway.Candidate("large"), TestGateway.Candidate("larger", price: TestGateway.Price(9_000_000_000, 9_000_000_000))],
            ContentRefusal = [TestGateway.Candidate("lenient")],
        };
        return gateway;
    }
}
