namespace AiStudio.Features.Prompts.Experiments;

/// <summary>The metrics there are, in the order in which they are shown.</summary>
public static class Metrics
{
    public static readonly Metric Errors = new("errors", "Errors", IsShare: true, LessIsBetter: true, 0.02) { UsualShare = 0.02 };

    public static readonly Metric Refused = new("refused", "Refusals", IsShare: true, LessIsBetter: true, 0.03);

    public static readonly Metric ThumbsDown = new("thumbs_down", "Thumbs down", IsShare: true, LessIsBetter: true, 0.05) { Of = "rated answers", UsualShare = 0.15 };

    public static readonly Metric AskedAgain = new("asked_again", "Asked again", IsShare: true, LessIsBetter: true, 0.03);

    /// <summary>The share of answers that take longer than 95 % of the baseline's do: 5 % where the two are equally quick.</summary>
    public static readonly Metric Slow = new("slow", "Slower than the baseline's p95", IsShare: true, LessIsBetter: true, 0.05);

    /// <summary>Nano-dollars an answer.</summary>
    public static readonly Metric Cost = new("cost", "Cost per answer", IsShare: false, LessIsBetter: true, 0.10);

    /// <summary>Characters.</summary>
    public static readonly Metric Length = new("length", "Length of answers", IsShare: false, LessIsBetter: null, 0.10);

    public static readonly Metric Verified = new("verified", "Verified citations", IsShare: true, LessIsBetter: false, 0.05) { Of = "citations that quote", UsualShare = 0.9 };

    public static readonly Metric Judged = new("judged", "Judge's score", IsShare: true, LessIsBetter: false, 0.05) { Of = "judged answers", UsualShare = 0.8 };

    public static readonly IReadOnlyList<Metric> All = [Errors, Refused, ThumbsDown, AskedAgain, Slow, Cost, Length, Verified, Judged];

    /// <summary>Those that may decide: what is neither good nor bad decides nothing.</summary>
    public static readonly IReadOnlyList<Metric> Deciding = [.. All.Where(metric => metric.LessIsBetter is not null)];

    public static Metric? Find(string key) => All.FirstOrDefault(metric => metric.Key == key);
}
