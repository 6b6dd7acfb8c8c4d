using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Benchmarks.Canaries;

/// <summary>An experiment of two equal arms that is looked at after every answer.</summary>
internal sealed class SimulatedExperiment(double share, double changed, double effect, Random random)
{
    private const int EachArm = 4_000;

    private readonly Experiment _experiment = new() { Name = "Test", Salt = "", Metric = Metrics.ThumbsDown.Key, Effect = effect, Kind = ExperimentKind.Ab };
    private readonly MetricSums[][] _sums = [new MetricSums[Metrics.All.Count], new MetricSums[Metrics.All.Count]];

    /// <summary>Answers in each arm when a difference was seen first; null: it never was.</summary>
    public int? WonAfter { get; private set; }

    public void Run()
    {
        ArmSums[] arms = [new(0, 1, 0, _sums[0]), new(1, 1, 0, _sums[1])];
        for (var answers = 1; answers <= 2 * EachArm && WonAfter is null; answers++)
        {
            var arm = answers % 2;
            var hit = random.NextDouble() < (arm == 0 ? share : changed) ? 1 : 0;
            _sums[arm][2] += new MetricSums(1, 1, hit, hit, hit, 1);
            if (!Analysis.Difference(_experiment, Metrics.ThumbsDown, arms, arm: 1, arms: 2).Contains(0))
                WonAfter = (answers + 1) / 2;
        }
    }
}
