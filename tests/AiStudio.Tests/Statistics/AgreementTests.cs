using AiStudio.Platform.Statistics;

namespace AiStudio.Tests.Statistics;

public sealed class AgreementTests
{
    [Theory]
    [InlineData(20, 5, 10, 15, 0.40)]
    [InlineData(45, 15, 25, 15, 0.1304)]
    [InlineData(50, 0, 0, 50, 1)]
    [InlineData(100, 0, 0, 0, 0)]
    [InlineData(0, 0, 0, 0, 0)]
    public void Kappa_KnownTables_IsTheTextbooks(int bothYes, int onlyFirst, int onlySecond, int bothNo, double expected) =>
        Assert.Equal(expected, new Agreement(bothYes, onlyFirst, onlySecond, bothNo).Kappa, 0.0001);

    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(0, 0, 0, 1)]
    public void Within_KnownShares_IsTheScoreInterval(long hits, long trials, double low, double high)
    {
        var found = new Proportion(hits, trials).Within(0.95);
        Assert.Equal(low, found.Low, 0.0001);
        Assert.Equal(high, found.High, 0.0001);
    }
}
