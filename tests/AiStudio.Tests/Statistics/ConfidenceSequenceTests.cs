using AiStudio.Platform.Statistics;

namespace AiStudio.Tests.Statistics;

public sealed class ConfidenceSequenceTests
{
    [Theory]
    [InlineData(0.05, 0.02)]
    [InlineData(0.30, 0.05)]
    public void OfDifference_NoDifferenceAndALookAfterEverySample_IsMissedInAtMostFivePercent(double share, double scale)
    {
        var random = new Random(11);
        var missed = Enumerable.Range(0, 400).Count(_ => Looks(random, share, share, scale, 4_000).Any(interval => !interval.Contains(0)));
        Assert.InRange(missed / 400.0, 0, 0.05);
    }

    [Fact]
    public void OfDifference_ARealDifference_IsSeenAndInsideAllAlong()
    {
        var random = new Random(13);
        var runs = Enumerable.Range(0, 200).Select(_ => Looks(random, 0.10, 0.05, 0.05, 4_000).ToList()).ToList();
        Assert.InRange(runs.Count(looks => looks.Any(interval => interval.Low > 0)) / 200.0, 0.95, 1);
        Assert.InRange(runs.Count(looks => looks.Any(interval => !interval.Contains(0.05))) / 200.0, 0, 0.05);
    }

    [Fact]
    public void OfDifference_FewValues_SaysNothing() =>
        Assert.Equal(Interval.Anything, ConfidenceSequence.OfDifference(Moments.Of(new Proportion(0, 29)), Moments.Of(new Proportion(29, 1_000)), 0.02, 0.05));

    [Fact]
    public void SampleRatio_AsWeighted_IsLikely_AndLostUnits_AreNot()
    {
        Assert.InRange(SampleRatio.PValue([5_020, 4_980], [50, 50]), 0.5, 1);
        Assert.InRange(SampleRatio.PValue([5_000, 4_500], [50, 50]), 0, 0.001);
        Assert.InRange(SampleRatio.PValue([90_100, 9_900], [90, 10]), 0.1, 1);
    }

    [Fact]
    public void SampleRatio_ALookAfterEveryUnit_RaisesTheAlarmInAtMostOnePercent()
    {
        var random = new Random(17);
        var alarms = 0;
        for (var run = 0; run < 500; run++)
        {
            var counts = new long[2];
            for (var unit = 0; unit < 2_000; unit++)
            {
                counts[random.Next(4) == 0 ? 1 : 0]++;
                if (unit % 10 == 0 && SampleRatio.PValue(counts, [3, 1]) < 0.01)
                {
                    alarms++;
                    break;
                }
            }
        }

        Assert.InRange(alarms / 500.0, 0, 0.015);
    }

    [Fact]
    public void EachArm_SmallerEffects_NeedMore()
    {
        var five = SampleSize.EachArm(0.10, 0.05, 0.05);
        var one = SampleSize.EachArm(0.10, 0.01, 0.05);
        Assert.InRange(five, 500, 3_000);
        Assert.InRange((double)one / five, 15, 35);
    }

    // One unit more in either arm, and a look.
    private static IEnumerable<Interval> Looks(Random random, double candidate, double incumbent, double scale, int each)
    {
        var (mine, theirs) = (0, 0);
        for (var count = 1; count <= each; count++)
        {
            mine += random.NextDouble() < candidate ? 1 : 0;
            theirs += random.NextDouble() < incumbent ? 1 : 0;
            yield return ConfidenceSequence.OfDifference(Moments.Of(new Proportion(mine, count)), Moments.Of(new Proportion(theirs, count)), scale, 0.05);
        }
    }
}
