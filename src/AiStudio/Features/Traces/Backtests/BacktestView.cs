using AiStudio.Features.Traces.Backtests.Judging;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>A backtest and what came of its calls.</summary>
public sealed record BacktestView(Backtest Backtest, string? Version, IReadOnlyList<BacktestItem> Items)
{
    /// <summary>Which calls, as a sentence; null when that is not known any more.</summary>
    public string? Filter { get; init; }

    /// <summary>Who judges; null for nobody.</summary>
    public BacktestJudge? Judge { get; init; }

    public BacktestVerdict? Verdict => Judge is null ? null : BacktestVerdict.Of(Done);

    public IReadOnlyList<BacktestItem> Done { get; } = [.. Items.Where(item => item.State == "done")];

    public int Failed => Items.Count(item => item.State == "failed");

    public int Same => Done.Count(item => item.SameAnswer == true);

    /// <summary>Refused then, and does no more.</summary>
    public int NoLongerDeclines => Done.Count(item => item is { DeclinedBefore: true, DeclinedAfter: false });

    /// <summary>Refuses now, and did not then.</summary>
    public int NewlyDeclines => Done.Count(item => item is { DeclinedBefore: false, DeclinedAfter: true });

    public long CostBefore => Done.Sum(item => item.CostBefore ?? 0);

    public long CostAfter => Done.Sum(item => item.CostAfter ?? 0);

    public double? Average(Func<BacktestItem, int?> of) => Done.Select(of).OfType<int>().DefaultIfEmpty().Average();
}
