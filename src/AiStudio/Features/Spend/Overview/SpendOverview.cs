using AiStudio.Features.Spend.Filters;

namespace AiStudio.Features.Spend.Overview;

/// <summary>What the overview says about a filter. All of it comes from the roll-up of settled calls.</summary>
/// <param name="Period">Which days.</param>
/// <param name="Total">All of them.</param>
/// <param name="TodayNanoUsd">Today's, whatever the days are.</param>
/// <param name="Days">Every day of the period, after some that came before it when they are few.</param>
/// <param name="Series">The dearest groups, six at most, which <see cref="SpendDay.Parts"/> tell apart.</param>
/// <param name="Groups">The dearest groups of the dimension, and those that were.</param>
/// <param name="Movers">What changed most against the period before: features on models, or the groups of another dimension.</param>
/// <param name="Purposes">Chats, programs, evaluations and background work.</param>
/// <param name="Forecast">To the end of this month; null when there is nothing to go by, or the period is not this month's.</param>
/// <param name="People">Who was active.</param>
public sealed record SpendOverview(
    SpendPeriod Period, SpendSum Total, long TodayNanoUsd, IReadOnlyList<SpendDay> Days, IReadOnlyList<SpendGroup> Series, IReadOnlyList<SpendGroup> Groups,
    IReadOnlyList<SpendGroup> Movers, IReadOnlyList<PurposeSpend> Purposes, SpendForecast? Forecast, PeopleFigures People)
{
    /// <summary>More groups are found by narrowing the filter.</summary>
    public const int MostGroups = 100;

    /// <summary>What shows the others of <see cref="SpendDay.Parts"/>: everything but the series.</summary>
    public required SpendFilter Rest { get; init; }

    /// <summary>What shows <see cref="Others"/>: everything but the groups.</summary>
    public required SpendFilter RestOfGroups { get; init; }

    /// <summary>Those of the groups that are not listed.</summary>
    public SpendSum Others => Groups.Aggregate(Total, (left, group) => left + new SpendSum(-group.Sum.CostNanoUsd, -group.Sum.Calls, -group.Sum.BeforeNanoUsd, -group.Sum.CallsBefore));
}
