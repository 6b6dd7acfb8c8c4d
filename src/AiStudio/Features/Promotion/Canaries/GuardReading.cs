using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Promotion.Canaries;

/// <summary>What a guard shows at one look.</summary>
/// <param name="Guard">Which.</param>
/// <param name="Candidate">The candidate's mean and count.</param>
/// <param name="Incumbent">The incumbent's, at the same shares of traffic.</param>
/// <param name="Difference">Where the candidate less the incumbent is; infinite while nothing can be said.</param>
internal sealed record GuardReading(Guard Guard, Moments Candidate, Moments Incumbent, Interval Difference)
{
    /// <summary>Whether the candidate is worse by more than what is let pass, beyond doubt.</summary>
    public bool IsBreached => Guard.Metric.LessIsBetter == false ? Difference.High < -Guard.Worst : Difference.Low > Guard.Worst;

    /// <summary>As people read it: metric, interval and counts.</summary>
    public string Words => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Guard.Metric.Name}: {Analysis.Words(Guard.Metric, Difference)} than before ({Shown(Candidate)} in {Candidate.Count:#,0} {Guard.Metric.Of} of the candidate, {Shown(Incumbent)} in {Incumbent.Count:#,0} of the incumbent)");

    private string Shown(Moments moments) => Guard.Metric.IsShare
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{moments.Mean * 100:0.0} %")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{moments.Mean:#,0}");
}
