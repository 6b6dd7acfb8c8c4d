namespace AiStudio.Features.Spend.Overview;

/// <summary>
/// What a period will have cost at its end. Each day that is left is taken to cost what its weekday did on average in the four weeks before today, and today at least what it has
/// cost so far. The range holds in four of five cases when days miss the average of their weekday as they did in those weeks, each on its own: it knows nothing of holidays,
/// launches and caps. With less than two weeks of days, one average stands for all weekdays; with less than three there is no forecast.
/// </summary>
/// <param name="NanoUsd">The most likely sum.</param>
/// <param name="LowNanoUsd">In four of five cases it is not below this, and it is never below what is spent.</param>
/// <param name="HighNanoUsd">In four of five cases it is not above this.</param>
/// <param name="History">On how many days it rests.</param>
/// <param name="ByWeekday">Whether weekdays are told apart.</param>
public sealed record SpendForecast(long NanoUsd, long LowNanoUsd, long HighNanoUsd, int History, bool ByWeekday)
{
    /// <summary>How far back it looks.</summary>
    public const int HistoryDays = 28;

    private const int FewestDays = 3;
    private const int FewestForWeekdays = 14;
    private const double FourOfFive = 1.2816;

    /// <param name="spent">Of the period so far, today included, in nano-dollars.</param>
    /// <param name="today">Of it, today's.</param>
    /// <param name="history">What the days just before today cost, from the first on that cost anything.</param>
    /// <param name="now">Today.</param>
    /// <param name="end">The last day of the period.</param>
    public static SpendForecast? Of(long spent, long today, IReadOnlyList<(DateOnly Day, long NanoUsd)> history, DateOnly now, DateOnly end)
    {
        if (history.Count < FewestDays || end < now)
            return null;
        var byWeekday = history.Count >= FewestForWeekdays;
        int GroupOf(DateOnly day) => byWeekday ? (int)day.DayOfWeek : 0;

        var groups = history.GroupBy(day => GroupOf(day.Day), day => (double)day.NanoUsd).ToDictionary(group => group.Key, group => (Mean: group.Average(), Count: group.Count()));
        var freedom = history.Count - groups.Count;
        var variance = freedom <= 0 ? 0 : history.Sum(day => Math.Pow(day.NanoUsd - groups[GroupOf(day.Day)].Mean, 2)) / freedom;

        var left = Enumerable.Range(1, end.DayNumber - now.DayNumber).Select(ahead => now.AddDays(ahead)).GroupBy(GroupOf).ToDictionary(group => group.Key, group => group.Count());
        var restOfToday = Math.Max(0, groups[GroupOf(now)].Mean - today);
        var expected = restOfToday + left.Sum(day => day.Value * groups[day.Key].Mean);
        // Days to come scatter each on its own; that an average is off is off for all days that go by it.
        var spread = FourOfFive * Math.Sqrt(variance * left.Sum(day => day.Value + (double)day.Value * day.Value / groups[day.Key].Count) + (restOfToday > 0 ? variance : 0));
        return new SpendForecast(spent + (long)expected, spent + (long)Math.Max(0, expected - spread), spent + (long)(expected + spread), history.Count, byWeekday);
    }
}
