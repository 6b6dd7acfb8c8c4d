using AiStudio.Gateway.Audit;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.ResponseCache;

public sealed class ResponseCacheChatClientTests
{
    private static readonly CachedCall s_asked = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each differs from <see cref="s_asked"/> in one thing that must be equal (F10).</summary>
    private static readonly Dictionary<string, Func<CachedCall, CachedCall>> s_differences = new()
    {
        ["organization"] = call => call with { Organization = Guid.CreateVersion7() },
        ["API key"] = call => call with { ApiKey = Guid.CreateVersion7() },
        ["role"] = call => call with { Role = "admin" },
        ["knowledge"] = call => call with { KnowledgeBases = [CachedCall.Handbook, Guid.CreateVersion7()] },
        ["no knowledge"] = call => call with { KnowledgeBases = [] },
        ["owner of private messages"] = call => call with { PrivateTo = Guid.CreateVersion7() },
        ["prompt version"] = call => call with { PromptVersion = Guid.CreateVersion7() },
        ["no prompt version"] = call => call with { PromptVersion = null },
        ["model"] = call => call with { Model = "other" },
        ["parameters"] = call => call with { Temperature = 0.5f },
        ["settings of one protocol"] = call => call with { OpenAi = new() { Verbosity = "low" } },
        ["tools"] = call => call with { Tools = [AIFunctionFactory.Create(() => 1, "one")] },
        ["messages"] = call => call with { Before = ["You are terse."] },
        ["boundaries between messages"] = call => call with { Before = ["You are ", "helpful."] },
        ["which of several answers"] = call => call with { Choice = 1 },
        ["question"] = call => call with { Question = "How many days of leave" },
    };

    public static TheoryData<string> Differences { get; } = [.. s_differences.Keys];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task SameCall_Again_CostsNothingAndSaysWhereItIsFrom(bool firstStreams, bool secondStreams)
    {
        await using var gateway = NewGateway();
        var (first, said) = await s_asked.AskAsync(gateway, firstStreams);
        gateway.Time.Advance(TimeSpan.FromMinutes(12));

        var (second, heard) = await s_asked.AskAsync(gateway, secondStreams);

        Assert.Equal(1, gateway.Model.Calls);
        Assert.Equal((said.Text, ChatFinishReason.Stop), (heard.Text, heard.FinishReason));
        Assert.Null(first.CacheHit);
        Assert.True(first.CostNanoUsd > 0);
        Assert.Equal(new CacheHit(CacheKind.Exact, "first", TimeSpan.FromMinutes(12), first.CostNanoUsd!.Value) { SourceUsage = first.Usage }, second.CacheHit);
        Assert.Equal((0, null, null), (second.CostNanoUsd, second.Usage, second.Served));
        Assert.Equal(0, gateway.Ledger.Settlements.Last().CostNanoUsd);
        var record = gateway.Log.Records.Last();
        Assert.Equal((CallEnding.Completed, CacheKind.Exact, first.CostNanoUsd.Value, "first"), (record.Ending, record.CacheKind, record.SavedNanoUsd, record.ServedModel));
        Assert.Equal(("exact", 720L), (heard.AdditionalProperties!["cache"], heard.AdditionalProperties["cache_age_seconds"]));
    }

    [Fact]
    public async Task Hit_OfALongAnswer_IsStreamedInPieces()
    {
        await using var gateway = NewGateway();
        var text = string.Join(' ', Enumerable.Range(1, 200)) + " 😀😀";
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(token, FakeChatClient.Text(text), FakeChatClient.End());
        await s_asked.AskAsync(gateway, stream: true);

        var updates = await gateway.Chat.GetStreamingResponseAsync(s_asked.Messages, new GatewayChatOptions(s_asked.New()) { Tools = [] }, Token).ToListAsync(Token);

        Assert.Equal(text, string.Concat(updates.Select(update => update.Text)));
        Assert.InRange(updates.Count, 10, 50);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.All(Replay.Pieces(string.Concat(Enumerable.Repeat("😀", 100))), piece => Assert.False(char.IsHighSurrogate(piece[^1])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WithoutAPolicy_NeitherReadsNorLeavesAnything(bool stream)
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream);
        var kept = gateway.Store.Count;

        using var call = new GatewayCall(new GatewayCaller(s_asked.Organization, s_asked.User, null, "chat"), s_asked.Model) { PromptVersionId = s_asked.PromptVersion };
        await s_asked.AskAsync(gateway, stream, call);

        Assert.Equal((2, kept), (gateway.Model.Calls, gateway.Store.Count));
        Assert.Null(call.CacheHit);
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task CallThatDiffers_InOneThing_NeverSharesAnAnswer(string thing)
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);

        var (other, _) = await s_differences[thing](s_asked).AskAsync(gateway, stream: true);
        var (same, _) = await s_asked.AskAsync(gateway, stream: true);

        Assert.Null(other.CacheHit);
        Assert.NotNull(same.CacheHit);
        Assert.Equal((2, 2), (gateway.Model.Calls, gateway.Store.Count));
    }

    [Fact]
    public async Task Fresh_AsksAndReplacesWhatWasKept()
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(token, FakeChatClient.Text("newer"), FakeChatClient.End());

        var (_, fresh) = await (s_asked with { Fresh = true }).AskAsync(gateway, stream: true);
        var (again, heard) = await s_asked.AskAsync(gateway, stream: true);

        Assert.Equal(("newer", "newer"), (fresh.Text, heard.Text));
        Assert.NotNull(again.CacheHit);
    }

    [Fact]
    public async Task Answer_OlderThanItsTime_IsAskedForAgain()
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);
        gateway.Time.Advance(s_asked.Ttl);

        var (call, _) = await s_asked.AskAsync(gateway, stream: true);

        Assert.Null(call.CacheHit);
        Assert.Equal(2, gateway.Model.Calls);
    }

    [Fact]
    public async Task Evidence_OfTheFirstCall_ComesBackWithTheAnswer()
    {
        await using var gateway = NewGateway();
        await (s_asked with { Evidence = "passages" }).AskAsync(gateway, stream: true);

        var (call, _) = await (s_asked with { Evidence = "others" }).AskAsync(gateway, stream: true);

        Assert.Equal("passages", call.CacheHit?.Evidence);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("tool_calls")]
    [InlineData("cut")]
    [InlineData("error")]
    [InlineData("empty")]
    [InlineData("tool call that says stop")]
    public async Task Answer_ThatDidNotEndWell_IsNotKept(string ending)
    {
        await using var gateway = NewGateway();
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(token, Steps(ending));

        await Record.ExceptionAsync(() => s_asked.AskAsync(gateway, stream: true));

        Assert.Equal(0, gateway.Store.Count);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task WholeAnswer_ThatDidNotEndWell_IsNotKept(string reason)
    {
        await using var gateway = NewGateway();
        gateway.Model.Whole = (_, _, _) =>
        {
            var answer = FakeChatClient.Answer("half an ans");
            answer.FinishReason = new ChatFinishReason(reason);
            return Task.FromResult(answer);
        };

        await s_asked.AskAsync(gateway, stream: false);

        Assert.Equal(0, gateway.Store.Count);
    }

    [Fact]
    public async Task Answer_OfAStandIn_IsNotKept()
    {
        await using var gateway = NewGateway();
        gateway.Routes.Plans["balanced"] = new([TestGateway.Candidate("down"), TestGateway.Candidate("spare")]);
        gateway.Models["down provider"] = new FakeChatClient().Failing(() => new HttpRequestException("down"));

        var (call, _) = await s_asked.AskAsync(gateway, stream: true);

        Assert.Equal("spare", call.Served?.ModelId);
        Assert.Equal(0, gateway.Store.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_ThatFails_CostsTheHitAndNotTheAnswer(bool stream)
    {
        await using var gateway = NewGateway();
        gateway.Store.Failure = new InvalidOperationException("away");

        var (_, heard) = await s_asked.AskAsync(gateway, stream);

        Assert.Equal("hello world", heard.Text);
    }

    private static TestGateway NewGateway()
    {
        var gateway = new TestGateway();
        gateway.Routes.Plans["other"] = gateway.Routes.Plans["balanced"];
        return gateway;
    }

    private static Func<CancellationToken, Task<ChatResponseUpdate?>>[] Steps(string ending) => ending switch
    {
        "cut" => [FakeChatClient.Text("half an ans")],
        "error" => [FakeChatClient.Text("half an ans"), FakeChatClient.Throw(() => new HttpRequestException("reset"))],
        "empty" => [FakeChatClient.End()],
        "tool call that says stop" =>
            [_ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, [new TextContent("let me"), new FunctionCallContent("1", "look")])), FakeChatClient.End()],
        _ => [FakeChatClient.Text("half an ans"), _ => Task.FromResult<ChatResponseUpdate?>(new(ChatRole.Assistant, []) { FinishReason = new ChatFinishReason(ending) })],
    };
}
