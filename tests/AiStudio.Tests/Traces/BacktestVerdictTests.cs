using AiStudio.Features.Traces.Backtests.Judging;

namespace AiStudio.Tests.Traces;

public sealed class BacktestVerdictTests
{
    [Theory]
    [InlineData(6, 31, 9, 4, 1, "The candidate is better. Better on 31 of 50, worse on 9, alike on 10: +44.0 points, between ")]
    [InlineData(6, 9, 31, 4, -1, "The candidate is worse. Better on 9 of 50, worse on 31, alike on 10: −44.0 points, between ")]
    [InlineData(20, 3, 1, 26, 0, "Too few to tell: a difference of this size can be chance. Better on 3 of 50, worse on 1, alike on 46: +4.0 points, between ")]
    [InlineData(30, 0, 0, 20, 0, "No difference: the judge says the same of both answers to every question. Better on 0 of 50, worse on 0, alike on 50: 0.0 points, between ")]
    public void Sentence_OfFiftyPairs_SaysWhoWonAndHowSure(int both, int wins, int losses, int neither, int winner, string begins)
    {
        var verdict = new BacktestVerdict(both, wins, losses, neither, Unjudged: 2);

        Assert.Equal(winner, verdict.Winner);
        Assert.StartsWith(begins, verdict.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("with 95 % confidence.", verdict.Sentence, StringComparison.Ordinal);
    }

    // The score interval alone would call it won; five of five is one in sixteen by chance (McNemar, exact and two-sided).
    [Fact]
    public void Winner_OfFiveWinsAndNoLoss_IsNobody() => Assert.Equal(0, new BacktestVerdict(0, 5, 0, 0, 0).Winner);

    [Fact]
    public void Sentence_WithoutAnyVerdict_ClaimsNothing() => Assert.Equal("No answer has been judged, so nothing can be said.", new BacktestVerdict(0, 0, 0, 0, 7).Sentence);
}
