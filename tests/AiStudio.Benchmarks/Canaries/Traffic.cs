using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Benchmarks.Canaries;

/// <summary>How the answers of a version turn out.</summary>
internal sealed record Traffic
{
    public double Errors { get; init; } = 0.02;

    public double Refused { get; init; } = 0.05;

    /// <summary>Of the answers, one in ten of which is rated.</summary>
    public double ThumbsDown { get; init; } = 0.15;

    public double AskedAgain { get; init; } = 0.05;

    /// <summary>Above the incumbent's p95.</summary>
    public double Slow { get; init; } = 0.05;

    /// <summary>The mean; what an answer costs is log-normal, with a standard deviation of 80 % of it.</summary>
    public double Cost { get; init; } = 1;

    public double Verified { get; init; } = 0.90;

    /// <summary>How many answers a unit has: those of one unit are alike, in that all of them turn out well or badly in the same way.</summary>
    public int AnswersOfAUnit { get; init; } = 1;

    private const double Rated = 0.10;
    private const double CostSpread = 0.7030;

    /// <summary>Adds a unit's answers to the sums of its arm; for how many there are, see <see cref="AnswersOfAUnit"/>.</summary>
    public void Answer(Random random, MetricSums[] sums, double trouble)
    {
        var count = AnswersOfAUnit;
        var failed = random.NextDouble() < Errors + trouble;
        var kept = failed ? 0 : count;
        Add(sums, 0, count, failed ? count : 0);
        Add(sums, 1, kept, random.NextDouble() < Refused ? kept : 0);
        if (random.NextDouble() < Rated)
            Add(sums, 2, count, random.NextDouble() < ThumbsDown ? count : 0);
        Add(sums, 3, kept, random.NextDouble() < AskedAgain ? kept : 0);
        Add(sums, 4, kept, random.NextDouble() < Slow ? kept : 0);
        Add(sums, 5, kept, kept * Cost * Math.Exp(CostSpread * Normal(random) - CostSpread * CostSpread / 2));
        Add(sums, 7, kept, random.NextDouble() < Verified ? kept : 0);
    }

    private static void Add(MetricSums[] sums, int metric, double count, double sum)
    {
        if (count > 0)
            sums[metric] += new MetricSums(1, count, sum, sum * sum, sum * count, count * count);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
