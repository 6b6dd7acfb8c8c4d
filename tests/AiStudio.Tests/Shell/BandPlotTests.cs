using AiStudio.Shell.Controls;

namespace AiStudio.Tests.Shell;

public sealed class BandPlotTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Plot_OfTwoPoints_GoesFromEdgeToEdge()
    {
        var plot = Plot([Point(0, 0.01, -0.5, 0.5), Point(60, 0.02, -0.01, 0.05)], limit: 0.02);

        Assert.Equal(40, plot.X(s_noon));
        Assert.Equal(400, plot.X(s_noon.AddMinutes(60)));
        Assert.Equal(220, plot.X(s_noon.AddMinutes(30)));
        Assert.True(plot.Y(0.02) < plot.Y(0.01), "More is higher.");
        Assert.Equal(110, plot.Y(0), 6);
    }

    [Fact]
    public void Y_OfABandWiderThanThePaper_LiesOnItsEdge()
    {
        var plot = Plot([Point(0, 0.01, null, null), Point(60, 0.02, -0.01, 0.05)], limit: 0.02);

        Assert.Equal(10, plot.Y(double.MaxValue));
        Assert.Equal(210, plot.Y(-0.5));
        Assert.StartsWith("40.0,10.0 ", plot.Band([Point(0, 0.01, null, null), Point(60, 0.02, -0.01, 0.05)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Y_OfTheLimit_IsOnThePaper_EvenWhereNothingHappens()
    {
        var plot = Plot([Point(0, 0, 0, 0)], limit: 0.02);

        Assert.InRange(plot.Y(0.02), 10.1, 109.9);
        Assert.All(plot.Grid, value => Assert.InRange(plot.Y(value), 10, 210));
        Assert.Equal(40, plot.X(s_noon));
    }

    private static BandPoint Point(int minutes, double value, double? low, double? high) => new(s_noon.AddMinutes(minutes), value, low, high);

    private static BandPlot Plot(BandPoint[] points, double limit) => new(points, limit, (40, 400, 10, 210));
}
