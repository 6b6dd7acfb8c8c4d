using AiStudio.Platform.Statistics;

namespace AiStudio.Tests.Statistics;

public sealed class PairedPassesTests
{
    // Newcombe 1998, the examples of its method 10: 50 pairs, tables (e, f, g, h).
    [Theory]
    [InlineData(36, 12, 2, 0, 0.0569, 0.3404)]
    [InlineData(36, 14, 0, 0, 0.1528, 0.4167)]
    public void DifferenceWithin_PublishedTables_GivesThePublishedBounds(int both, int wins, int losses, int neither, double low, double high)
    {
        var found = new PairedPasses(both, wins, losses, neither).DifferenceWithin(0.95);
        Assert.Equal(low, found.Low, 0.0001);
        Assert.Equal(high, found.High, 0.0001);
    }

    [Theory]
    [InlineData(10, 2, 0.0386)]
    [InlineData(5, 0, 0.0625)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 0, 1)]
    public void PValue_WinsAndLosses_IsTheBinomialOne(int wins, int losses, double expected) =>
        Assert.Equal(expected, new PairedPasses(40, wins, losses, 3).PValue, 0.0001);

    [Fact]
    public void DifferenceWithin_TheTwoExchanged_IsTheMirrorImage()
    {
        var one = new PairedPasses(70, 12, 5, 13).DifferenceWithin(0.95);
        var other = new PairedPasses(70, 5, 12, 13).DifferenceWithin(0.95);
        Assert.Equal(one.Low, -other.High, 12);
        Assert.Equal(one.High, -other.Low, 12);
    }

    [Fact]
    public void DifferenceWithin_ManySamplesOfAKnownDifference_HoldsItAsOftenAsItSays()
    {
        var random = new Random(7);
        var held = 0;
        for (var sample = 0; sample < 2_000; sample++)
        {
            int both = 0, wins = 0, losses = 0, neither = 0;
            for (var pair = 0; pair < 100; pair++)
            {
                // Both pass 80 %, only the candidate 9 %, only the incumbent 6 %: 3 points of difference.
                switch (random.NextDouble())
                {
                    case < 0.80: both++; break;
                    case < 0.89: wins++; break;
                    case < 0.95: losses++; break;
                    default: neither++; break;
                }
            }

            held += new PairedPasses(both, wins, losses, neither).DifferenceWithin(0.95).Contains(0.03) ? 1 : 0;
        }

        Assert.InRange(held / 2_000.0, 0.94, 0.98);
    }
}
