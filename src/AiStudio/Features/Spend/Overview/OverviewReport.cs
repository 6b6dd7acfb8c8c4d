using AiStudio.Features.Spend.Budgets;
using AiStudio.Features.Spend.Filters;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Spend.Overview;

/// <summary>
/// Adds the roll-up of settled calls up for the overview. It is kept in the transaction of each settlement, so every sum equals that of the ledger's entries:
/// see <see cref="Verification.LedgerRules"/>.
/// </summary>
internal sealed class OverviewReport(StudioDatabase database)
{
    private const int MostSeries = 6;
    private const int MostMovers = 6;

    // One day says nothing beside no other.
    private const int FewestBars = 14;

    /// <summary>Errors: <c>not_finance</c> (forbidden), <c>range_invalid</c>, <c>day_invalid</c>, <c>id_invalid</c>.</summary>
    public async Task<Result<SpendOverview>> ReadAsync(Caller caller, SpendFilter filter, SpendDimension by, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var period = await SpendPeriod.OfAsync(db, filter, cancellationToken);
        if (!period.Succeeded)
            return period.Error;
        var shown = filter.Between(period.Value.From, period.Value.To);
        var reader = new RollUpReader(db, period.Value, shown);

        var (groups, pairs, purposes) = await reader.SumsAsync(by, cancellationToken);
        var listed = groups.Take(SpendOverview.MostGroups).ToList();
        var series = groups.Where(group => group.Sum.CostNanoUsd > 0).Take(MostSeries).ToList();
        var days = await reader.DaysAsync(by, series, period.Value.Days < FewestBars ? period.Value.To.AddDays(1 - FewestBars) : period.Value.From, cancellationToken);
        // Why it was dear is told by what was asked of which model, unless people or keys are what is looked at.
        var movers = by is SpendDimension.Feature or SpendDimension.Model or SpendDimension.Provider ? pairs : groups;
        var (today, forecast) = await ForecastAsync(reader, period.Value, cancellationToken);
        return new SpendOverview(
            period.Value, purposes.Aggregate(SpendSum.Nothing, (sum, purpose) => sum + purpose.Sum), today, days, series, listed,
            [.. movers.Where(group => group.Sum.ChangeNanoUsd != 0).OrderByDescending(group => Math.Abs(group.Sum.ChangeNanoUsd)).Take(MostMovers)],
            purposes, forecast, await reader.PeopleAsync(cancellationToken))
        {
            Rest = Without(series),
            RestOfGroups = Without(listed),
        };

        SpendFilter Without(IEnumerable<SpendGroup> told) => shown.Without(by, told.Select(group => group.Filter.Values.Single(value => value.Dimension == by).Value!));
    }

    /// <summary>What was saved, and how. Errors as those of <see cref="ReadAsync"/>.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="filter">Of which spend.</param>
    /// <param name="routing">Whether routing is looked at as well, which reads call by call.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Result<Savings>> SavingsAsync(Caller caller, SpendFilter filter, bool routing, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var period = await SpendPeriod.OfAsync(db, filter, cancellationToken);
        return period.Succeeded ? await new SavingsReader(db, period.Value, filter).ReadAsync(routing, cancellationToken) : period.Error;
    }

    /// <summary>What a filter can be narrowed to. Error: <c>not_finance</c> (forbidden).</summary>
    public async Task<Result<SpendChoice[]>> ChoicesAsync(Caller caller, SpendFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var period = await SpendPeriod.OfAsync(db, filter, cancellationToken);
        return period.Succeeded ? await SpendNames.ChoicesAsync(db, period.Value, filter, cancellationToken) : period.Error;
    }

    private static async Task<(long Today, SpendForecast? Forecast)> ForecastAsync(RollUpReader reader, SpendPeriod period, CancellationToken cancellationToken)
    {
        var today = period.Today;
        var first = new DateOnly(today.Year, today.Month, 1);
        var costs = await reader.CostsAsync(first < today.AddDays(-SpendForecast.HistoryDays) ? first : today.AddDays(-SpendForecast.HistoryDays), today, cancellationToken);
        var spentToday = costs.GetValueOrDefault(today);
        if (period.From != first || period.To < today)
            return (spentToday, null);
        var begun = costs.Keys.Append(today).Min();
        var history = Enumerable.Range(1, SpendForecast.HistoryDays).Select(back => today.AddDays(-back)).Where(day => day >= begun).Select(day => (day, costs.GetValueOrDefault(day))).ToList();
        return (spentToday, SpendForecast.Of(costs.Where(day => day.Key >= first).Sum(day => day.Value), spentToday, history, today, first.AddMonths(1).AddDays(-1)));
    }
}
