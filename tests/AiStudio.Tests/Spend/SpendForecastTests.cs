using AiStudio.Features.Spend.Overview;

namespace AiStudio.Tests.Spend;

public sealed class SpendForecastTests
{
    private const long Dollar = 1_000_000_000;

    // A Wednesday.
    private static readonly DateOnly s_now = new(2026, 11, 18);
    private static readonly DateOnly s_end = new(2026, 11, 30);

    [Fact]
    public void Of_DaysThatAllCostTheSame_IsExactAndHasNoRange()
    {
        var forecast = SpendForecast.Of(spent: 170 * Dollar, today: 0, History(28, _ => 10 * Dollar), s_now, s_end)!;

        Assert.Equal(new SpendForecast((170 + 10 + 120) * Dollar, 300 * Dollar, 300 * Dollar, 28, ByWeekday: true), forecast);
    }

    [Fact]
    public void Of_QuietWeekends_ExpectsQuietWeekendsToCome()
    {
        var forecast = SpendForecast.Of(spent: 0, today: 20 * Dollar, History(28, day => IsWeekend(day) ? 0 : 10 * Dollar), s_now, s_end)!;

        // Today has cost more than a Wednesday already; nine of the days that are left are no weekend… four are.
        Assert.Equal(8 * 10 * Dollar, forecast.NanoUsd);
    }

    [Fact]
    public void Of_DaysThatScatter_HoldsInFourOfFiveCases()
    {
        var random = new Random(7);
        var (inside, cases) = (0, 2_000);
        for (var at = 0; at < cases; at++)
        {
            long Cost(DateOnly day) => (long)((IsWeekend(day) ? 3 : 10) * Dollar * (0.6 + 0.8 * random.NextDouble()));
            var forecast = SpendForecast.Of(0, 0, History(28, Cost), s_now, s_end)!;
            var truth = Enumerable.Range(0, s_end.DayNumber - s_now.DayNumber + 1).Sum(ahead => Cost(s_now.AddDays(ahead)));
            inside += truth >= forecast.LowNanoUsd && truth <= forecast.HighNanoUsd ? 1 : 0;
        }

        Assert.InRange(inside / (double)cases, 0.72, 0.88);
    }

    [Fact]
    public void Of_LittleHistory_SaysSo()
    {
        Assert.Null(SpendForecast.Of(Dollar, Dollar, History(2, _ => Dollar), s_now, s_end));
        Assert.False(SpendForecast.Of(Dollar, Dollar, History(5, _ => Dollar), s_now, s_end)!.ByWeekday);
        Assert.Null(SpendForecast.Of(Dollar, 0, History(28, _ => Dollar), s_now, s_now.AddDays(-1)));
    }

    [Fact]
    public void Of_LastDay_IsWhatIsSpentAndWhatTodayIsShortOf() =>
        Assert.Equal(13 * Dollar, SpendForecast.Of(5 * Dollar, 2 * Dollar, History(28, _ => 10 * Dollar), s_now, s_now)!.NanoUsd);

    private static List<(DateOnly, long)> History(int days, Func<DateOnly, long> cost) => [.. Enumerable.Range(1, days).Select(back => s_now.AddDays(-back)).Select(day => (day, cost(day)))];

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
