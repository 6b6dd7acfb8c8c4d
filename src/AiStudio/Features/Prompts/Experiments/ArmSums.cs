namespace AiStudio.Features.Prompts.Experiments;

/// <summary>The sums of every metric in one arm at one share.</summary>
/// <param name="Arm">The arm's number.</param>
/// <param name="Stratum">The weight of arm 0 when the answers were given.</param>
/// <param name="Answers">All answers that count.</param>
/// <param name="Of">By metric, in the order of <see cref="Metrics.All"/>.</param>
internal sealed record ArmSums(int Arm, int Stratum, long Answers, IReadOnlyList<MetricSums> Of)
{
    public MetricSums this[Metric metric] => Of[IndexOf(metric)];

    private static int IndexOf(Metric metric)
    {
        for (var at = 0; at < Metrics.All.Count; at++)
        {
            if (Metrics.All[at] == metric)
                return at;
        }

        throw new ArgumentException($"{metric.Key} is none of the metrics.", nameof(metric));
    }
}
