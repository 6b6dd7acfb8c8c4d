using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;
using static AiStudio.Gateway.Tests.Fakes.FakeChatClient;

namespace AiStudio.Gateway.Tests.Routing;

/// <summary>Refusals that come as an answer: HTTP 200 with <c>content_filter</c> or <c>refusal</c> as the reason for its end.</summary>
public sealed class ContentRefusalTests : IAsyncDisposable
{
    private readonly TestGateway _gateway = new();
    private readonly FakeChatClient _strict = new();

    public ContentRefusalTests()
    {
        _strict.Whole = (_, _, _) => Task.FromResult(Filtered(""));
        _strict.Stream = (_, _, token) => Script(token, Refusal(), Usage(10, 3));
        _gateway.Models["strict provider"] = _strict;
        _gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("strict"), TestGateway.Candidate("other")]) { ContentRefusal = [TestGateway.Candidate("lenient")] };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _strict.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_BeforeAnyText_GoesToTheListForIt(bool stream)
    {
        var call = TestGateway.Call();

        var heard = await _gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(("hello world", ChatFinishReason.Stop), (heard.Text, heard.FinishReason));
        Assert.Equal([("strict", "content_refused"), ("lenient", null)], call.Attempts.Select(attempt => (attempt.ModelId, attempt.ErrorCode)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_ThatIsPassedOn_IsBookedAsReported(bool stream)
    {
        var call = TestGateway.Call();

        await _gateway.AskAsync(call, stream, cancellationToken: Token);

        // 10 in and 3 out of the first, 10 in and 2 out of the second.
        Assert.Equal(new TokenUsage { InputTokens = 10, OutputTokens = 3 }, call.Attempts[0].Usage);
        Assert.Equal(16_000 + 14_000, Assert.Single(_gateway.Ledger.Settlements).CostNanoUsd);
        Assert.Equal(("lenient", true), (_gateway.Ledger.Settlements.First().ModelId, call.Usage!.Estimated));
    }

    [Fact]
    public async Task Refusal_InsideAStream_EndsItWithThatReason()
    {
        _strict.Stream = (_, _, token) => Script(token, Text("so far"), Refusal(), Usage(10, 3));
        var call = TestGateway.Call();

        var heard = await _gateway.AskAsync(call, stream: true, cancellationToken: Token);

        Assert.Equal(("so far", ChatFinishReason.ContentFilter), (heard.Text, heard.FinishReason));
        Assert.Equal((CallEnding.Completed, "strict"), (call.Ending, Assert.Single(call.Attempts).ModelId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_WithoutAListForIt_IsTheAnswer(bool stream)
    {
        _gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("strict"), TestGateway.Candidate("other")]);
        var call = TestGateway.Call();

        var heard = await _gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(ChatFinishReason.ContentFilter, heard.FinishReason);
        Assert.Equal((null, 16_000), (Assert.Single(call.Attempts).ErrorCode, call.CostNanoUsd));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_OfTheWholeListToo_IsTheAnswer(bool stream)
    {
        _gateway.Models["lenient provider"] = _strict;
        var call = TestGateway.Call();

        var heard = await _gateway.AskAsync(call, stream, cancellationToken: Token);

        Assert.Equal(ChatFinishReason.ContentFilter, heard.FinishReason);
        Assert.Equal(["content_refused", null], call.Attempts.Select(attempt => attempt.ErrorCode));
    }

    private static ChatResponse Filtered(string text)
    {
        var answer = Answer(text, output: 3);
        answer.FinishReason = ChatFinishReason.ContentFilter;
        return answer;
    }

    private static Func<CancellationToken, Task<ChatResponseUpdate?>> Refusal() =>
        _ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.ContentFilter });
}
