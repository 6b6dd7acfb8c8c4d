using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

public sealed class UsageTallyTests
{
    private static readonly TokenEstimate s_input = new(300, 100);

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, -1)]
    [InlineData(5, 1_000_000_000_000_000_000)]
    [InlineData(2_000_000_000, 5)]
    public void Total_OfImpossibleUsage_IsAFlaggedEstimate(long input, long output)
    {
        var tally = new UsageTally(s_input);
        tally.SawWhole(FakeChatClient.Answer("123456", input, output));

        Assert.Equal(new TokenUsage { InputTokens = input is > 0 and < 1_000_000_000 ? input : 100, OutputTokens = 2, Estimated = true }, tally.Total(0));
    }

    [Fact]
    public void Total_OfExplicitZeros_IsZeroAndNoEstimate()
    {
        var tally = new UsageTally(s_input);
        tally.SawWhole(FakeChatClient.Answer("text", 0, 0));

        Assert.Equal(new TokenUsage { InputTokens = 0, OutputTokens = 0 }, tally.Total(0));
    }

    [Fact]
    public void Total_WithoutUsage_IsAFlaggedEstimate()
    {
        var tally = new UsageTally(s_input);
        tally.SawWhole(new ChatResponse(new ChatMessage(ChatRole.Assistant, "1234567")) { FinishReason = ChatFinishReason.Stop });

        Assert.Equal(new TokenUsage { InputTokens = 100, OutputTokens = 3, Estimated = true }, tally.Total(0));
    }

    [Fact]
    public void Total_OfSeveralCounts_NeverGoesDown()
    {
        var tally = new UsageTally(s_input);
        foreach (var output in new long[] { 1, 7, 3 })
            tally.Saw(new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = output })]) { FinishReason = ChatFinishReason.Stop });

        Assert.Equal(new TokenUsage { InputTokens = 10, OutputTokens = 7 }, tally.Total(0));
    }

    [Fact]
    public void Total_OfAnUnfinishedStream_EstimatesTheOutputAndKeepsTheKnownInput()
    {
        var tally = new UsageTally(s_input);
        tally.Saw(new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 42, OutputTokenCount = 1 })]));
        tally.Saw(new ChatResponseUpdate(ChatRole.Assistant, "123456789"));

        Assert.Equal(new TokenUsage { InputTokens = 42, OutputTokens = 3, Estimated = true }, tally.Total(0));
    }

    [Fact]
    public void Total_OfCachedAndReasoningTokens_IsTakenOver()
    {
        var tally = new UsageTally(s_input);
        var response = FakeChatClient.Answer("text", 100, 50);
        response.Usage!.CachedInputTokenCount = 60;
        response.Usage.ReasoningTokenCount = 40;
        response.Usage.AdditionalCounts = new() { [UsageTally.CacheWrites] = 30 };
        tally.SawWhole(response);

        Assert.Equal(new TokenUsage { InputTokens = 100, CachedInputTokens = 60, CacheWriteTokens = 30, OutputTokens = 50, ReasoningTokens = 40 }, tally.Total(0));
    }
}
