using AiStudio.Features.Promotion;
using AiStudio.Platform.Statistics;

namespace AiStudio.Tests.Promotion;

public sealed class GateRuleTests
{
    [Theory]
    [InlineData(60, 0, 0, 0)]
    [InlineData(57, 0, 0, 3)]
    [InlineData(55, 3, 0, 2)]
    public void Problem_SixtyCasesAndNoLoss_IsNone(int both, int wins, int losses, int neither) =>
        Assert.Null(GateRule.Problem("Suite", both + wins, 60, 0.95, 0.05, new PairedPasses(both, wins, losses, neither)));

    [Fact]
    public void Problem_TooFewPass_SaysHowManyMust() =>
        Assert.Equal("Suite: 56 of 60 cases pass (93.3 %); 95 % must.", GateRule.Problem("Suite", 56, 60, 0.95, 0.05, new PairedPasses(56, 0, 4, 0)));

    [Fact]
    public void Problem_ExactlyEnoughPass_IsNone() => Assert.Null(GateRule.Problem("Suite", 19, 20, 0.95, 0.05, null));

    [Fact]
    public void Problem_TooFewCasesToTell_SaysHowManyWouldDo()
    {
        var problem = GateRule.Problem("Suite", 20, 20, 0.95, 0.05, new PairedPasses(20, 0, 0, 0));
        Assert.StartsWith("Suite: of the 20 cases the incumbent also answered, 0 were won and 0 lost. With 95 % confidence the pass rate may be up to 11.9 points below", problem, StringComparison.Ordinal);
        var needed = GateRule.CasesNeeded(new PairedPasses(20, 0, 0, 0), 0.05);
        Assert.InRange(needed!.Value, 50, 60);
        Assert.Contains($"about {needed} cases", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_WorseThanTheMargin_SaysByHowMuch()
    {
        var problem = GateRule.Problem("Suite", 191, 200, 0.95, 0.02, new PairedPasses(190, 1, 9, 0));
        Assert.Equal("Suite: of the 200 cases the incumbent also answered, 1 were won and 9 lost: the pass rate is 4 points below the incumbent's; less than 2 points are allowed.", problem);
    }
}
