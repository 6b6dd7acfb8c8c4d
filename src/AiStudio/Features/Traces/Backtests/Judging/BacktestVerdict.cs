using AiStudio.Features.Evals.Browsing;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Traces.Backtests.Judging;

/// <summary>
/// Who won, by the answers that a judge passed. The same questions were answered by both, so the difference is paired: its interval is that of Newcombe 1998 (method 10),
/// and whether wins and losses may be chance is McNemar's exact test; see <see cref="PairedPasses"/>. One of them may say so and the other not: then nothing is proven.
/// </summary>
/// <param name="Both">Calls of which both answers pass.</param>
/// <param name="Wins">Only the candidate's passes.</param>
/// <param name="Losses">Only the recorded one passes.</param>
/// <param name="Neither">Neither passes.</param>
/// <param name="Unjudged">Answered, but not judged.</param>
public sealed record BacktestVerdict(int Both, int Wins, int Losses, int Neither, int Unjudged)
{
    private const double Confidence = 0.95;
    private const double Chance = 1 - Confidence;

    private PairedPasses Pairs => new(Both, Wins, Losses, Neither);

    public int Ties => Both + Neither;

    public int Judged => Pairs.Cases;

    /// <summary>The candidate's share of good answers less the recorded one, in points, with its interval.</summary>
    public string Difference
    {
        get
        {
            var (pairs, within) = (Pairs, Pairs.DifferenceWithin(Confidence));
            return $"{EvalWording.Points(pairs.Difference)} points, between {EvalWording.Points(within.Low)} and {EvalWording.Points(within.High)} with 95 % confidence";
        }
    }

    /// <summary>In words, for people.</summary>
    public string Sentence => Judged == 0 ? "No answer has been judged, so nothing can be said." : $"{Finding} Better on {Wins:#,0} of {Judged:#,0}, worse on {Losses:#,0}, alike on {Ties:#,0}: {Difference}.";

    /// <summary>1: the candidate is better; −1: it is worse; 0: nothing is proven.</summary>
    public int Winner => Pairs.PValue >= Chance ? 0 : Pairs.DifferenceWithin(Confidence) switch
    {
        { Low: > 0 } => 1,
        { High: < 0 } => -1,
        _ => 0,
    };

    private string Finding => Winner switch
    {
        1 => "The candidate is better.",
        -1 => "The candidate is worse.",
        _ when Wins + Losses == 0 => "No difference: the judge says the same of both answers to every question.",
        _ => "Too few to tell: a difference of this size can be chance.",
    };

    internal static BacktestVerdict Of(IReadOnlyCollection<BacktestItem> answered)
    {
        int Count(bool before, bool after) => answered.Count(item => item.PassedBefore == before && item.PassedAfter == after);
        var (both, wins, losses, neither) = (Count(true, true), Count(false, true), Count(true, false), Count(false, false));
        return new BacktestVerdict(both, wins, losses, neither, answered.Count - both - wins - losses - neither);
    }
}
