using System.Globalization;

namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>People who came into a unit or left it on one day of its budget. The course shows what those who are in it now have spent, so it steps there.</summary>
/// <param name="At">When the first of them did.</param>
/// <param name="Joined">How many came.</param>
/// <param name="Left">How many left.</param>
public sealed record UnitMove(DateTimeOffset At, long Joined, long Left)
{
    /// <summary>“1 person left”, “2 people joined, 1 left”.</summary>
    public string Words => (Joined, Left) switch
    {
        (0, _) => $"{People(Left)} left",
        (_, 0) => $"{People(Joined)} joined",
        _ => string.Create(CultureInfo.InvariantCulture, $"{People(Joined)} joined, {Left:#,0} left"),
    };

    private static string People(long count) => count == 1 ? "1 person" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} people");
}
