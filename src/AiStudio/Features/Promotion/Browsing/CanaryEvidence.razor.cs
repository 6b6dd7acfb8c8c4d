using System.Globalization;
using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Promotion.Browsing;

/// <summary>What the guards of a canary show now, and how one of them came there.</summary>
public sealed partial class CanaryEvidence
{
    private string? _chosen;

    [Parameter, EditorRequired]
    public PromotionDetail Promotion { get; set; } = null!;

    // Whoever breaks stands first; otherwise the one about which most is known.
    private LookView Chosen => Promotion.Guards.FirstOrDefault(guard => guard.Guard == _chosen)
        ?? Promotion.Guards.FirstOrDefault(guard => guard.Breached)
        ?? Promotion.Guards.MaxBy(guard => (guard.Low is not null, guard.Guard == Metrics.ThumbsDown.Key, guard.CandidateCount))!;

    private IEnumerable<LookView> Guards => Metrics.All.SelectMany(metric => Promotion.Guards.Where(guard => guard.Guard == metric.Key));

    private double Limit => LimitOf(Chosen);

    private IReadOnlyList<BandPoint> Points =>
        [.. Promotion.Looks.Where(look => look.Guard == Chosen.Guard && look.CandidateCount > 0 && look.IncumbentCount > 0).Select(look => new BandPoint(look.At, Difference(look), look.Low, look.High))];

    private IReadOnlyList<BandMark> Marks =>
        [.. Promotion.Looks.Where(look => look.Guard == Chosen.Guard).Aggregate(new List<LookView>(), (firsts, look) =>
        {
            if (firsts.Count == 0 || firsts[^1].Step != look.Step)
                firsts.Add(look);
            return firsts;
        }).Skip(1).Select(look => new BandMark(look.At, PercentOf(look.Step)))];

    private string Answer => Chosen switch
    {
        { Breached: true } => $"Yes. {Chosen.Name}: worse by more than the limit, beyond doubt.",
        { Low: null } => $"Too early. {Chosen.Name}: more answers are needed.",
        { LessIsBetter: true, High: { } high } when high <= Limit => $"No. {Chosen.Name}: {Written(Chosen, high)} at worst.",
        { LessIsBetter: false, Low: { } low } when low >= Limit => $"No. {Chosen.Name}: {Written(Chosen, low)} at worst.",
        _ => $"Not as far as can be said. {Chosen.Name}: it may still lie on either side of the limit.",
    };

    private string Label => $"{Chosen.Name}, canary less production, over time. {Answer}";

    private string PercentOf(int step) => step < Promotion.Steps.Count ? $"{Promotion.Steps[step].Percent} %" : "100 %";

    private static double Difference(LookView look) => look.IsShare ? look.Candidate - look.Incumbent : look.Incumbent == 0 ? 0 : look.Candidate / look.Incumbent - 1;

    private static double LimitOf(LookView look) => look.LessIsBetter ? look.Worst : -look.Worst;

    private static string Written(LookView look, double difference) =>
        string.Create(CultureInfo.InvariantCulture, $"{difference * 100:+0.0;−0.0;0}{(look.IsShare ? "" : " %")}");

    private static string Mean(LookView look, long count, double mean) =>
        count == 0 ? "–"
        : look.IsShare ? mean.ToString("0.0 %", CultureInfo.InvariantCulture)
        : look.Guard == Metrics.Cost.Key ? Money.Format((long)mean)
        : mean.ToString("#,0", CultureInfo.InvariantCulture);
}
