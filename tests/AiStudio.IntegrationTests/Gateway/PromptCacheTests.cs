using System.Text.Json;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Gateway;

/// <summary>What a provider has read once it reads for less: the parts that stay the same come first, and never change by a byte.</summary>
public sealed class PromptCacheTests
{
    private const string OpenAi = "openai contract";
    private const string Anthropic = "anthropic claude-sonnet-4-5-20250929";

    private static readonly string s_system = Words("rule", 2_000);

    [Theory]
    [InlineData(OpenAi, false)]
    [InlineData(OpenAi, true)]
    [InlineData(Anthropic, false)]
    [InlineData(Anthropic, true)]
    public async Task Conversation_SecondTurn_ReadsWhatTheFirstLeft(string model, bool stream)
    {
        await using var bench = await AdapterBench.StartAsync(promptCacheFrom: 1_024);
        var first = await bench.AskAsync(model, stream, Turn([], "knowledge one", "First question?"), WithTool);
        List<ChatMessage> history = [new(ChatRole.User, "First question?"), new(ChatRole.Assistant, "First answer.")];
        var second = await bench.AskAsync(model, stream, Turn(history, "knowledge two", "Second question?"), WithTool);

        Assert.Equal(0, first.Call.Usage!.CachedInputTokens);
        Assert.InRange(second.Call.Usage!.CachedInputTokens, 2_003, second.Call.Usage.InputTokens - 1);
        Assert.Equal(model == Anthropic, first.Call.Usage.CacheWriteTokens >= 2_003);
        foreach (var (call, row, settlement) in new[] { (first.Call, bench.Emulator.Bill.Rows[0], first.Settlement), (second.Call, bench.Emulator.Bill.Rows[1], second.Settlement) })
        {
            Assert.Equal((row.InputTokens, row.CachedInputTokens, row.CacheWriteTokens), (call.Usage!.InputTokens, call.Usage.CachedInputTokens, call.Usage.CacheWriteTokens));
            Assert.Equal(AdapterBench.Price.CostOf(call.Usage), settlement.CostNanoUsd);
        }
    }

    [Theory]
    [InlineData(OpenAi)]
    [InlineData(Anthropic)]
    public async Task Conversation_OverTwoTurns_HasTheSameBytesInFront(string model)
    {
        await using var bench = await AdapterBench.StartAsync();
        List<ChatMessage> history = [new(ChatRole.User, Words("früher", 1_500)), new(ChatRole.Assistant, "Alte Antwort 😀")];
        await bench.AskAsync(model, true, Turn(history, "knowledge one", "First?"), WithTool);
        var first = bench.LastRequest;
        await bench.AskAsync(model, true, Turn([.. history, new(ChatRole.User, "First?"), new(ChatRole.Assistant, "Yes.")], "knowledge two", "Second?"), WithTool);
        var second = bench.LastRequest;

        Assert.Equal(first.GetProperty("tools").GetRawText(), second.GetProperty("tools").GetRawText());
        if (model == Anthropic)
        {
            Assert.Equal(first.GetProperty("system").GetRawText(), second.GetProperty("system").GetRawText());
        }

        var staticMessages = model == OpenAi ? 3 : 2;
        for (var i = 0; i < staticMessages; i++)
        {
            Assert.Equal(Unmarked(first, i), Unmarked(second, i));
        }
    }

    [Fact]
    public async Task Anthropic_Breakpoints_AreOnToolsSystemHistoryAndKnowledge()
    {
        await using var bench = await AdapterBench.StartAsync();
        await bench.AskAsync(Anthropic, false, Turn([new(ChatRole.User, "Earlier?"), new(ChatRole.Assistant, "Yes.")], Words("fact", 400), "Now?"), options => options.Tools = [.. Tools(40)]);

        var body = bench.LastRequest;
        Assert.Equal(4, Count(body.GetRawText()));
        Assert.Equal([false, true], new[] { 0, 39 }.Select(index => body.GetProperty("tools")[index].TryGetProperty("cache_control", out _)));
        Assert.Equal(1, Count(body.GetProperty("system").GetRawText()));
        Assert.Equal([0, 1, 1, 0], body.GetProperty("messages").EnumerateArray().Select(message => Count(message.GetRawText())));
    }

    [Fact]
    public async Task Anthropic_AfterToolResults_TheLatestAreKeptToo()
    {
        await using var bench = await AdapterBench.StartAsync(promptCacheFrom: 1_024);
        List<ChatMessage> messages = [.. Turn([], Words("fact", 400), "Now?")];
        await bench.AskAsync(Anthropic, false, messages, WithTool);
        messages.Add(new(ChatRole.Assistant, [new FunctionCallContent("t1", "weather", new Dictionary<string, object?> { ["city"] = "Ulm" })]));
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent("t1", "rain")]));
        var second = await bench.AskAsync(Anthropic, false, messages, WithTool);

        Assert.InRange(second.Call.Usage!.CachedInputTokens, 2_400, 3_000);
        Assert.Contains("cache_control", bench.LastRequest.GetProperty("messages").EnumerateArray().Last().GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic claude-sonnet-4-5-20250929", 100, 0)]
    [InlineData("anthropic claude-sonnet-4-5-20250929", 1_200, 1)]
    [InlineData("anthropic claude-3-5-haiku-20241022", 1_000, 0)]
    [InlineData("anthropic claude-haiku-4-5-20251001", 1_500, 0)]
    [InlineData("anthropic claude-haiku-4-5-20251001", 4_000, 1)]
    public async Task Anthropic_ShortPrompts_AreNotMarked(string model, int words, int breakpoints)
    {
        await using var bench = await AdapterBench.StartAsync();

        await bench.AskAsync(model, false, [new(ChatRole.System, Words("rule", words)), new(ChatRole.User, "Now?")]);

        Assert.Equal(breakpoints, Count(bench.LastRequest.GetRawText()));
    }

    [Fact]
    public async Task Anthropic_TheCallersMessages_AreLeftAlone()
    {
        await using var bench = await AdapterBench.StartAsync();
        var messages = Turn([], "knowledge", "Now?").ToList();

        await bench.AskAsync(Anthropic, true, messages, WithTool);

        Assert.All(messages.SelectMany(message => message.Contents), content => Assert.Null(content.AdditionalProperties));
    }

    private static IEnumerable<ChatMessage> Turn(IEnumerable<ChatMessage> history, string knowledge, string question) =>
    [
        new(ChatRole.System, s_system), .. history,
        new(ChatRole.User, Passages.Render([new Passage(1, "Handbook", "Chapter 1", knowledge)])), new(ChatRole.User, question),
    ];

    private static void WithTool(ChatOptions options) => options.Tools = [.. Tools(1)];

    private static IEnumerable<AITool> Tools(int count) =>
        Enumerable.Range(0, count).Select(index => AIFunctionFactory.Create((string city) => city, index == 0 ? "weather" : $"weather_{index}", Words("describes", 30)));

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Range(0, count).Select(index => $"{word}{index % 10}"));

    private static int Count(string json) => json.Split("cache_control").Length - 1;

    // A breakpoint may move on; what it stands behind may not.
    private static string Unmarked(JsonElement body, int message) =>
        body.GetProperty("messages")[message].GetRawText().Replace(",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"5m\"}", "", StringComparison.Ordinal);
}
