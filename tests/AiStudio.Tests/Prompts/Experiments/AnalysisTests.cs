using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Tests.Prompts.Experiments;

public sealed class AnalysisTests
{
    private static readonly ExperimentArm[] s_arms = [Named(0, "Today"), Named(1, "Shorter")];

    [Theory]
    [InlineData(10, 10, VerdictKind.Open, "Nothing can be said yet: each arm needs at least 30 rated answers.")]
    [InlineData(380, 420, VerdictKind.Open, "No verdict yet: in Shorter, thumbs down anything between")]
    [InlineData(600, 1_000, VerdictKind.Better, "Shorter is better than Today: thumbs down lower by")]
    [InlineData(1_000, 600, VerdictKind.Worse, "Today is best: in Shorter, thumbs down higher by")]
    public void Of_Counts_IsSaidInWords(int shorter, int today, VerdictKind kind, string words)
    {
        var count = shorter + today < 100 ? 20 : 4_000;
        var verdict = Analysis.Of(Test(), s_arms, [Arm(0, count, today), Arm(1, count, shorter)], sampleRatio: 1);
        Assert.Equal(kind, verdict.Kind);
        Assert.StartsWith(words, verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ManyAnswersAndNoDifference_IsTheSame() =>
        Assert.Equal(VerdictKind.Same, Analysis.Of(Test(), s_arms, [Arm(0, 40_000, 4_000), Arm(1, 40_000, 4_010)], sampleRatio: 0.5).Kind);

    [Fact]
    public void Of_UnitsThatDoNotFitTheWeights_IsNotTrusted()
    {
        var ratio = Analysis.SampleRatioOf(Test(), s_arms, new Dictionary<int, long> { [0] = 5_000, [1] = 4_400 });
        Assert.InRange(ratio!.Value, 0, 0.001);
        Assert.Equal(VerdictKind.Untrustworthy, Analysis.Of(Test(), s_arms, [Arm(0, 5_000, 2_000), Arm(1, 4_400, 100)], ratio).Kind);
        Assert.InRange(Analysis.SampleRatioOf(Test(), s_arms, new Dictionary<int, long> { [0] = 5_000, [1] = 4_950 })!.Value, 0.05, 1);
    }

    private static Experiment Test() => new() { Name = "Test", Salt = "salt", Metric = Metrics.ThumbsDown.Key, Effect = 0.03, Kind = ExperimentKind.Ab };

    private static ExperimentArm Named(int number, string name) => new() { Number = number, Name = name, Weight = 1 };

    private static ArmSums Arm(int arm, int rated, int down) =>
        new(arm, 1, rated, [.. Metrics.All.Select(metric => metric == Metrics.ThumbsDown ? new MetricSums(rated, rated, down, down, down, rated) : default)]);
}
