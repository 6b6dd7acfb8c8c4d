using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Statistics;

namespace AiStudio.Tests.Promotion;

public sealed class RampTests
{
    private static readonly CanaryOptions s_options = new();
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(60);

    [Theory]
    [InlineData(0, 79, CanaryMove.Stay)]
    [InlineData(0, 80, CanaryMove.Advance)]
    [InlineData(1, 399, CanaryMove.Stay)]
    [InlineData(1, 400, CanaryMove.Advance)]
    [InlineData(2, 2_000, CanaryMove.Finish)]
    [InlineData(3, 0, CanaryMove.Finish)]
    public void Decide_GuardsHold_WaitsForAnswers(int step, int answers, object move) => Assert.Equal(move, Ramp.Decide(s_options, step, answers, s_long, held: false, []));

    [Fact]
    public void Decide_TooSoonOrHeld_Stays()
    {
        Assert.Equal(CanaryMove.Stay, Ramp.Decide(s_options, 0, 80, s_long - TimeSpan.FromSeconds(1), held: false, []));
        Assert.Equal(CanaryMove.Stay, Ramp.Decide(s_options, 2, 5_000, s_long, held: true, []));
    }

    [Theory]
    [InlineData(0.02, 0.05, true)]
    [InlineData(0.004, 0.05, false)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, false)]
    public void Decide_WorseBeyondDoubt_RollsBackAtOnce(double low, double high, bool breached)
    {
        var reading = new GuardReading(Guards.All[0], new Moments(100, 0.1, 0.1), new Moments(900, 0.02, 0.02), new Interval(low, high));
        Assert.Equal(breached ? CanaryMove.RollBack : CanaryMove.Stay, Ramp.Decide(s_options, 0, 0, TimeSpan.Zero, held: true, [reading]));
    }

    [Fact]
    public void IsBreached_WhereMoreIsBetter_LooksAtTheOtherEnd()
    {
        var guard = Guards.All.Single(guard => guard.Metric == Metrics.Verified);
        Assert.True(new GuardReading(guard, default, default, new Interval(-0.2, -0.03)).IsBreached);
        Assert.False(new GuardReading(guard, default, default, new Interval(0.03, 0.2)).IsBreached);
    }

    [Fact]
    public void Validate_StepsThatDoNotGrow_AreRefused()
    {
        var validator = new CanaryOptionsValidator();
        Assert.True(validator.Validate(null, new() { Steps = [10, 50] }).Succeeded);
        Assert.True(validator.Validate(null, new() { Steps = [50, 10] }).Failed);
        Assert.True(validator.Validate(null, new() { Steps = [50, 100] }).Failed);
    }
}
