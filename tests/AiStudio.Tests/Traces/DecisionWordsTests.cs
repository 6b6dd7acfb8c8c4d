using AiStudio.Features.Traces.Detail;
using AiStudio.Features.Traces.Recording;

namespace AiStudio.Tests.Traces;

public sealed class DecisionWordsTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Of_ACallThatFailedOver_SaysWhoFailedAndWhoAnswered()
    {
        var words = Say(
            "completed", null, new(21_400_000, true, 512, 5_000_000_000), new("miss", null, null),
            [Attempt(1, "eu", "provider_overloaded"), Attempt(2, "we", null)], "open");

        Assert.Contains("Held $0.0214, the worst case, and settled at $0.0009", words["Budget"], StringComparison.Ordinal);
        Assert.Contains("cut to 512 tokens", words["Budget"], StringComparison.Ordinal);
        Assert.Equal("Looked up and missed.", words["Cache"]);
        Assert.Contains("eu had failed too often lately", words["Route"], StringComparison.Ordinal);
        Assert.Equal("eu (m-1) failed with provider_overloaded. So we (m-1) was asked, and answered.", words["Fail-over"]);
        Assert.Equal("The answer is complete, after 4.16 s.", words["End"]);
    }

    [Fact]
    public void Of_ARefusedCall_NamesTheBudgetWithItsFigures()
    {
        var refused = new BudgetDecision(null, false, null, null) { RefusedBy = new("Everyone, monthly", 10_000_000_000, 9_990_000_000, 10_000_000, s_at) };
        var words = Say("refused", "budget_exhausted", refused, new("passed", null, "refused_before"), [], "closed");

        Assert.Contains("“Everyone, monthly”, $10.00 a month, had $0.00 left", words["Budget"], StringComparison.Ordinal);
        Assert.Contains("$9.99 were used and $0.0100 held", words["Budget"], StringComparison.Ordinal);
        Assert.Equal("Not looked up: the call was refused before.", words["Cache"]);
        Assert.False(words.ContainsKey("Fail-over"));
        Assert.Contains("budget_exhausted", words["End"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop", false, "The answer is complete, after 4.16 s.")]
    [InlineData(null, false, "The answer is complete, after 4.16 s.")]
    [InlineData("length", false, "The answer was cut after 4.16 s: it reached the longest that was asked for, or that the model gives.")]
    [InlineData("length", true, "The answer was cut after 4.16 s: 512 tokens were as many as the budgets bore.")]
    [InlineData("content_filter", false, "The answer was cut after 4.16 s: a content filter of the provider ended it.")]
    [InlineData("tool_calls", false, "The model asked for a tool after 4.16 s, and waits for what it gives.")]
    public void Of_ACallThatCompleted_SaysWhyTheModelEnded(string? reason, bool clamped, string sentence) =>
        Assert.Equal(sentence, Say("completed", null, new(21_400_000, clamped, 512, null), new("miss", null, null), [], "closed", reason)["End"]);

    private static Dictionary<string, string> Say(string ending, string? error, BudgetDecision budgets, CacheDecision cache, IReadOnlyList<AttemptFacts> attempts, string breaker, string? finish = null)
    {
        var facts = new CallFacts(
            Guid.Empty, s_at, null, null, null, null, null, "chat", null, "balanced", "m-1", "we", true, ending, error, 4_160, 1_730, 10, 0, 5, false, 900_000, null, 0);
        var decision = new DecisionRecord(null, budgets, cache, [new("eu", "m-1", breaker, null), new("we", "m-1", "closed", null)], [], "5be2", "private") { FinishReason = finish };
        return DecisionWords.Of(new TraceCall(facts, attempts, [], decision), null, "month").ToDictionary(said => said.Subject, said => said.Sentence);
    }

    private static AttemptFacts Attempt(int number, string provider, string? error) => new(Guid.Empty, number, provider, "m-1", s_at, 600, null, error, 0, 10, 5, 0);
}
