using System.Net;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Gateway.Tests.Routing.Retries;

/// <summary>What a provider may write into <c>Retry-After</c>, from the wire to the next try.</summary>
public sealed class RetryAfterTests
{
    private const string Whole = """
        {"id":"c1","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}],
        "usage":{"prompt_tokens":20,"completion_tokens":9,"total_tokens":29}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.5", 500, 500)]
    [InlineData("7", 7_000, 7_000)]
    [InlineData("20", 20_000, 20_000)]
    [InlineData("0", 0, 200)]
    [InlineData("-5", 0, 200)]
    [InlineData("soon", 0, 200)]
    [InlineData("Sun, 01 Mar 2026 12:00:09 GMT", 0, 200)]
    [InlineData("Sun, 01 Mar 2020 12:00:00 GMT", 0, 200)]
    [InlineData(null, 0, 200)]
    public async Task RetryAfter_OfAnyForm_IsWaitedOrFallsBackToTheOwnPause(string? value, int leastMs, int mostMs)
    {
        foreach (var status in new[] { HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable })
        {
            await using var gateway = Limited(value, status, out _);
            var call = TestGateway.Call();
            var asking = gateway.AskAsync(call, stream: false, cancellationToken: Token);
            await gateway.Time.RunAsync(asking, Token, soonSeconds: 20);

            Assert.Equal(2, call.Attempts.Count);
            Assert.InRange(call.Attempts[1].StartedAt - call.Attempts[0].StartedAt, TimeSpan.FromMilliseconds(leastMs), TimeSpan.FromMilliseconds(mostMs));
        }
    }

    [Fact]
    public async Task RetryAfter_OfADate_IsReadByTheAnswersOwnClock()
    {
        await using var gateway = Limited("Sun, 01 Mar 2020 12:00:07 GMT", HttpStatusCode.TooManyRequests, out _, "Sun, 01 Mar 2020 12:00:00 GMT");
        var call = TestGateway.Call();
        await gateway.Time.RunAsync(gateway.AskAsync(call, stream: false, cancellationToken: Token), Token, soonSeconds: 20);

        Assert.Equal(TimeSpan.FromSeconds(7), call.Attempts[1].StartedAt - call.Attempts[0].StartedAt);
    }

    [Theory]
    [InlineData("21")]
    [InlineData("1000000000")]
    public async Task RetryAfter_OverTheCeiling_IsToldAndNotWaited(string value)
    {
        await using var gateway = Limited(value, HttpStatusCode.TooManyRequests, out var http);

        var failure = await Assert.ThrowsAsync<GatewayException>(() =>
            gateway.AskAsync(TestGateway.Call(), stream: false, cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(30), Token));

        Assert.Single(http.Requests);
        Assert.NotNull(failure.RetryAfter);
    }

    private static TestGateway Limited(string? retryAfter, HttpStatusCode status, out ScriptedHttp http, string? date = null)
    {
        var first = true;
        var scripted = http = new ScriptedHttp(_ =>
        {
            if (!first)
                return ScriptedHttp.Json(Whole);
            first = false;
            var response = ScriptedHttp.Json("{}", status);
            if (retryAfter is not null)
                response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            if (date is not null)
                response.Headers.TryAddWithoutValidation("Date", date);
            return response;
        });
        var gateway = new TestGateway(options => options.AttemptsPerCandidate = 2, scripted);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("m-1", ProviderKind.OpenAi)]);
        return gateway;
    }
}
