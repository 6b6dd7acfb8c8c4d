namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>How a budget's present window has gone so far, and how those before it went.</summary>
/// <param name="Budget">The budget and what it has come to.</param>
/// <param name="ScopeValue">The user's, key's or unit's id, the feature, the model, the tier; empty for the organization.</param>
/// <param name="Window">The present window, also when nothing is spent in it.</param>
/// <param name="Now">By the database's clock.</param>
/// <param name="Spent">What was spent by when, growing, from the window's start to now.</param>
/// <param name="Windows">The latest windows, the present one first.</param>
/// <param name="Refused">Who was refused for lack of money in this window.</param>
/// <param name="IsUnheard">Whether it is for a feature that no call has ever been charged under.</param>
/// <param name="IsEmpty">Whether it is for a unit that nobody is in.</param>
public sealed record BudgetCourse(
    BudgetRow Budget,
    string ScopeValue,
    WindowRow Window,
    DateTimeOffset Now,
    IReadOnlyList<SpentPoint> Spent,
    IReadOnlyList<WindowRow> Windows,
    IReadOnlyList<RefusedRow> Refused,
    bool IsUnheard = false,
    bool IsEmpty = false)
{
    /// <summary>When the window began; it ends when the budget renews.</summary>
    public DateTimeOffset StartsAt => Window.StartsAt;

    /// <summary>When it began to count in this window: with it, or when the budget was made.</summary>
    public DateTimeOffset CountsFrom { get; init; } = Window.StartsAt;

    /// <summary>Of a unit: who came and left since then.</summary>
    public IReadOnlyList<UnitMove> Moves { get; init; } = [];

    /// <summary>Where calls are stopped.</summary>
    public long StopNanoUsd => (long)((decimal)Budget.CapNanoUsd * Budget.StopPercent / 100);

    /// <summary>What would be spent by now, had the cap been spent evenly.</summary>
    public long EvenNanoUsd => (long)(Budget.CapNanoUsd * Share(Now));

    /// <summary>
    /// When the money is gone if spending goes on as in the last third of the time it has counted in this window; <see langword="null"/> when it lasts until it renews,
    /// or when it is too early to say: it has counted for less than a fiftieth of the window.
    /// </summary>
    public DateTimeOffset? ExhaustedAt
    {
        get
        {
            var left = StopNanoUsd - Budget.UsedNanoUsd;
            if (left <= 0)
                return Now;
            if (Share(Now) - Share(CountsFrom) < 0.02m)
                return null;
            var since = Now - (Now - CountsFrom) / 3;
            var recent = Budget.UsedNanoUsd - (Spent.LastOrDefault(point => point.At <= since)?.NanoUsd ?? 0);
            if (recent <= 0)
                return null;
            var seconds = (decimal)(Now - since).TotalSeconds * left / recent;
            return seconds < (decimal)(Budget.RenewsAt - Now).TotalSeconds ? Now.AddSeconds((double)seconds) : null;
        }
    }

    private decimal Share(DateTimeOffset at) => (decimal)(at - StartsAt).Ticks / (Budget.RenewsAt - StartsAt).Ticks;
}
