namespace AiStudio.Features.Traces.Backtests;

/// <summary>A choice of the calls of a backtest.</summary>
/// <param name="Key">In the address.</param>
/// <param name="Label">On the page.</param>
/// <param name="Admits">Which.</param>
internal sealed record BacktestShow(string Key, string Label, Func<BacktestItem, bool> Admits)
{
    private static readonly BacktestShow s_errors = new("errors", "Errors", item => item.Erred);

    private static readonly IReadOnlyList<BacktestShow> s_judged =
    [
        new("wins", "Wins", item => item.Judged == "win"),
        new("losses", "Losses", item => item.Judged == "loss"),
        new("ties", "Ties", item => item.Judged == "tie"),
        s_errors,
    ];

    private static readonly IReadOnlyList<BacktestShow> s_plain =
    [
        new("others", "Another answer", item => item.SameAnswer == false),
        new("same", "The same answer", item => item.SameAnswer == true),
        s_errors,
    ];

    public static IReadOnlyList<BacktestShow> Of(bool judged) => judged ? s_judged : s_plain;
}
