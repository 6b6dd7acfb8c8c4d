using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Tests.Prompts.Experiments;

public sealed class ArmComparisonTests
{
    [Fact]
    public void Moments_OneAnswerAUnit_AreTheOrdinaryOnes()
    {
        double[] values = [3, 5, 10, 2];
        var moments = SumsOf(values.Select(value => (1.0, value))).Moments(share: false);
        Assert.Equal((4, 5.0), (moments.Count, moments.Mean));
        Assert.Equal(values.Sum(value => (value - 5) * (value - 5)) / 3, moments.Variance, 9);
    }

    [Fact]
    public void Moments_AnswersOfAUnitThatAreAlike_CountForLittleMoreThanTheUnit()
    {
        var random = new Random(3);
        var alike = SumsOf(Enumerable.Range(0, 1_000).Select(_ => (10.0, random.NextDouble() < 0.1 ? 10.0 : 0.0))).Moments(share: true);
        var apart = SumsOf(Enumerable.Range(0, 10_000).Select(_ => (1.0, random.NextDouble() < 0.1 ? 1.0 : 0.0))).Moments(share: true);
        Assert.Equal(alike.Count, apart.Count);
        Assert.InRange(alike.Variance / apart.Variance, 8, 12);
    }

    [Fact]
    public void Moments_OfAShareWithoutAnyHit_AreNotCertain() => Assert.InRange(SumsOf(Enumerable.Repeat((1.0, 0.0), 100)).Moments(share: true).Variance, 0.005, 0.02);

    [Fact]
    public void Of_TroubleForEverybodyDuringOneStep_IsNoDifference()
    {
        // In the second step half of all answers fail, in both arms; most of the candidate's are given then.
        ArmSums[] sums = [Arm(0, 1, 100, 2), Arm(1, 1, 9_900, 198), Arm(0, 25, 2_500, 1_250), Arm(1, 25, 7_500, 3_750)];
        var comparison = ArmComparison.Of(Metrics.Errors, sums, candidate: 0, baseline: 1);
        Assert.Equal(0, comparison.Difference, 9);
        Assert.True(comparison.DifferenceWithin(0.03, 0.05).Contains(0));
        // Without regard to the steps the candidate would fail twice as often.
        Assert.True((2 + 1_250) / 2_600.0 > 2 * (198 + 3_750) / 17_400.0 - 0.01);
    }

    [Fact]
    public void DifferenceWithin_OfAnAmount_IsAFractionOfTheBaseline()
    {
        var random = new Random(5);
        ArmSums[] sums = [Costs(0, 2_000, 1.3), Costs(1, 2_000, 1.0)];
        var comparison = ArmComparison.Of(Metrics.Cost, sums, candidate: 0, baseline: 1);
        Assert.InRange(comparison.Difference, 0.27, 0.33);
        Assert.InRange(comparison.DifferenceWithin(0.1, 0.05).Low, 0.2, 0.3);

        ArmSums Costs(int arm, int count, double factor) =>
            new(arm, 50, count, [.. Metrics.All.Select(metric => metric == Metrics.Cost ? SumsOf(Enumerable.Range(0, count).Select(_ => (1.0, factor * (500_000 + 1_000_000 * random.NextDouble())))) : default)]);
    }

    [Fact]
    public void DifferenceWithin_OfManyAnswersOfAFewPeople_SaysNothing()
    {
        // Three people in each arm with a hundred answers each; all of one arm's are bad.
        ArmSums[] sums = [People(0, 100), People(1, 0)];
        var comparison = ArmComparison.Of(Metrics.Errors, sums, candidate: 0, baseline: 1);
        Assert.Equal((3, 1.0), (comparison.Units, comparison.Difference));
        Assert.Equal(double.NegativeInfinity, comparison.DifferenceWithin(0.03, 0.05).Low);

        static ArmSums People(int arm, double errors) =>
            new(arm, 50, 300, [.. Metrics.All.Select(metric => metric == Metrics.Errors ? SumsOf(Enumerable.Repeat((100.0, errors), 3)) : default)]);
    }

    [Fact]
    public void Of_WithoutAnswers_SaysNothing() =>
        Assert.Equal(double.NegativeInfinity, ArmComparison.Of(Metrics.Errors, [], candidate: 0, baseline: 1).DifferenceWithin(0.03, 0.05).Low);

    private static ArmSums Arm(int arm, int stratum, int answers, int errors) =>
        new(arm, stratum, answers, [.. Metrics.All.Select(metric => metric == Metrics.Errors ? new MetricSums(answers, answers, errors, errors, errors, answers) : default)]);

    private static MetricSums SumsOf(IEnumerable<(double Count, double Sum)> units) => units.Aggregate(default(MetricSums), (sums, unit) =>
        sums + new MetricSums(1, unit.Count, unit.Sum, unit.Sum * unit.Sum, unit.Sum * unit.Count, unit.Count * unit.Count));
}
