using System.Globalization;

namespace AiStudio.Features.Spend.Overview;

/// <summary>One bar of a chart: a day, or a week where there are too many days.</summary>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day.</param>
/// <param name="Parts">In nano-dollars; the others together last.</param>
public sealed record SpendBar(DateOnly From, DateOnly To, IReadOnlyList<long> Parts)
{
    private const int MostBars = 92;

    public long Total => Parts.Sum();

    public string Name => From == To
        ? From.ToString("ddd d MMM", CultureInfo.InvariantCulture)
        : $"{From.ToString("d MMM", CultureInfo.InvariantCulture)} – {To.ToString("d MMM", CultureInfo.InvariantCulture)}";

    public static IReadOnlyList<SpendBar> Of(IReadOnlyList<SpendDay> days) => days.Count <= MostBars
        ? [.. days.Select(day => new SpendBar(day.Day, day.Day, day.Parts))]
        :
        [
            .. days.GroupBy(day => day.Day.AddDays(-(((int)day.Day.DayOfWeek + 6) % 7))).Select(week =>
                new SpendBar(week.First().Day, week.Last().Day, [.. Enumerable.Range(0, week.First().Parts.Count).Select(part => week.Sum(day => day.Parts[part]))])),
        ];
}
