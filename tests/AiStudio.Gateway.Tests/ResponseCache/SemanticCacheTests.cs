using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.ResponseCache;

public sealed class SemanticCacheTests
{
    private static readonly CachedCall s_asked = new() { Threshold = 0.95, RecheckShare = 0 };

    // Question → the angle of its vector: the cosine of two angles' difference is their similarity.
    private static readonly Dictionary<string, double> s_meaning = new()
    {
        [s_asked.Question] = 0,
        ["How much leave do I get?"] = Math.Acos(0.951),
        ["How much leave may one carry over?"] = Math.Acos(0.949),
        ["the same answer"] = 2,
        ["another answer"] = 3.5,
    };

    /// <summary>Poison: the question is the same to the letter, so only what must be equal keeps the answer away.</summary>
    private static readonly Dictionary<string, Func<CachedCall, CachedCall>> s_poisons = new()
    {
        ["organization"] = call => call with { Organization = Guid.CreateVersion7() },
        ["API key"] = call => call with { ApiKey = Guid.CreateVersion7() },
        ["role"] = call => call with { Role = "admin" },
        ["knowledge rights"] = call => call with { KnowledgeBases = [] },
        ["document versions"] = call => call with { KnowledgeVersion = "v2" },
        ["prompt version"] = call => call with { PromptVersion = Guid.CreateVersion7() },
        ["model"] = call => call with { Model = "other" },
        ["parameters"] = call => call with { Temperature = 1 },
        ["tools"] = call => call with { Tools = [AIFunctionFactory.Create(() => 1, "one")] },
        ["history"] = call => call with { Before = ["You are helpful.", "Earlier, something else was said."] },
        ["semantic cache off"] = call => call with { Threshold = null },
        ["threshold of 1"] = call => call with { Threshold = 1 },
    };

    public static TheoryData<string> Poisons { get; } = [.. s_poisons.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Question_OfTheSameMeaning_GetsTheAnswerAndSaysWhoseItIs(bool stream)
    {
        await using var gateway = NewGateway();
        await (s_asked with { Evidence = "passages" }).AskAsync(gateway, stream);

        var (call, heard) = await (s_asked with { Question = "How much leave do I get?" }).AskAsync(gateway, stream);

        Assert.Equal("hello world", heard.Text);
        Assert.Equal((CacheKind.Semantic, s_asked.Question, "passages"), (call.CacheHit!.Kind, call.CacheHit.SourceQuestion, call.CacheHit.Evidence));
        Assert.Equal(0.951, call.CacheHit.Similarity!.Value, 3);
        Assert.Equal(0, call.CostNanoUsd);
        Assert.Equal((1, 2), (gateway.Model.Calls, gateway.Log.Records.Count(record => record.Caller.Feature == SemanticCache.Feature)));
        var hit = await gateway.Reviews.Hits.Reader.ReadAsync(Token);
        Assert.Equal((call.Id, SemanticVerdict.Unchecked), (hit.CallId, hit.Verdict));
    }

    [Fact]
    public async Task Question_JustBelowTheThreshold_IsAsked()
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);

        var (call, _) = await (s_asked with { Question = "How much leave may one carry over?" }).AskAsync(gateway, stream: true);

        Assert.Null(call.CacheHit);
    }

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Question_WithAnotherContext_NeverGetsTheAnswer(string thing)
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);
        var near = s_asked with { Question = "How much leave do I get?" };

        var (call, _) = await s_poisons[thing](near).AskAsync(gateway, stream: true);
        var (same, _) = await near.AskAsync(gateway, stream: true);

        Assert.Null(call.CacheHit);
        // The own context finds the answer: it was there to be taken. (Where only the switch differs, the question asked just now.)
        Assert.NotNull(same.CacheHit);
    }

    [Fact]
    public async Task Embedder_ThatFails_CostsTheHitAndNotTheAnswer()
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);
        gateway.Embedder.Answer = _ => throw new HttpRequestException("down");

        var (call, heard) = await (s_asked with { Question = "How much leave do I get?" }).AskAsync(gateway, stream: true);

        Assert.Equal("hello world", heard.Text);
        Assert.Null(call.CacheHit);
    }

    [Theory]
    [InlineData("AGREE", "hello world", SemanticVerdict.Agrees)]
    [InlineData("DISAGREE", "hello world", SemanticVerdict.Disagrees)]
    [InlineData("I am a small model.", "the same answer", SemanticVerdict.Agrees)]
    [InlineData("I am a small model.", "another answer", SemanticVerdict.Disagrees)]
    public async Task Hit_ThatIsDrawn_IsAskedAgainJudgedAndPaid(string verdict, string fresh, SemanticVerdict expected)
    {
        await using var gateway = NewGateway();
        gateway.Model.Stream = (_, _, token) => FakeChatClient.Script(token, FakeChatClient.Text("the same answer"), FakeChatClient.End());
        gateway.Model.Whole = (messages, _, _) =>
            Task.FromResult(FakeChatClient.Answer(messages[0].Text.Contains("DISAGREE", StringComparison.Ordinal) ? verdict : fresh));
        await s_asked.AskAsync(gateway, stream: true);

        await (s_asked with { Question = "How much leave do I get?", RecheckShare = 1 }).AskAsync(gateway, stream: true);
        var pending = await gateway.Reviews.Hits.Reader.ReadAsync(Token);
        var judged = await gateway.Reviews.Verdicts.Reader.ReadAsync(Token);

        Assert.Equal((SemanticVerdict.Pending, expected), (pending.Verdict, judged.Verdict));
        Assert.InRange(gateway.Log.Records.Count(record => record is { Caller.Feature: SemanticRecheck.Feature, CostNanoUsd: > 0 }), 2, 3);
    }

    [Fact]
    public async Task Hit_ThatCannotBeAskedAgain_StaysUnknown()
    {
        await using var gateway = NewGateway();
        await s_asked.AskAsync(gateway, stream: true);
        gateway.Model.Failing(() => new HttpRequestException("down"));

        await (s_asked with { Question = "How much leave do I get?", RecheckShare = 1 }).AskAsync(gateway, stream: true);

        Assert.Equal(SemanticVerdict.Unknown, (await gateway.Reviews.Verdicts.Reader.ReadAsync(Token)).Verdict);
    }

    private static TestGateway NewGateway()
    {
        var gateway = new TestGateway();
        foreach (var name in new[] { "other", "embedding", "judge" })
            gateway.Routes.Plans[name] = gateway.Routes.Plans["balanced"];
        gateway.Embedder.Answer = texts => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => Embed(s_meaning.GetValueOrDefault(text, 1))))
        {
            Usage = new UsageDetails { InputTokenCount = 7, OutputTokenCount = 0 },
        });
        return gateway;
    }

    private static Embedding<float> Embed(double angle) => new(new[] { (float)Math.Cos(angle), (float)Math.Sin(angle) });
}
