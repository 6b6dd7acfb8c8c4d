using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Browsing;

namespace AiStudio.Tests.Evals.Browsing;

public sealed class EvalWordingTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, "nothing can be said")]
    [InlineData(100, 20, 2, 0.18, 0.1, 0.26, "Yes: +18.0 points, between +10.0 and +26.0")]
    [InlineData(100, 2, 20, -0.18, -0.26, -0.1, "No, it is worse: −18.0 points")]
    [InlineData(100, 5, 3, 0.02, -0.04, 0.08, "Not proven: +2.0 points, between −4.0 and +8.0 with 95 % confidence. A difference of this size can be chance.")]
    [InlineData(100, 0, 0, 0, -0.04, 0.04, "They pass and fail the same cases.")]
    public void Verdict_OfAComparison_SaysWhatTheIntervalAllows(int cases, int wins, int losses, double difference, double low, double high, string told)
    {
        var run = new RunEntry(Guid.Empty, Guid.Empty, Guid.Empty, "1.0.0", "balanced", EvalOrigin.Person, EvalRunState.Ended, null, cases, 1, 0, 0, 0, 0, 0, 0, null, default, null);
        var figures = new RunFigures(0, 0, null, null, 0, 0);

        Assert.Contains(told, EvalWording.Verdict(new ComparedRuns(run, run, figures, figures, cases, wins, losses, cases - wins - losses, difference, low, high, 1, [], [])), StringComparison.Ordinal);
    }

    [Fact]
    public void NameBeside_RunsOfOneVersionAndModel_AreToldApartByTheirStart()
    {
        var earlier = new RunEntry(Guid.Empty, Guid.Empty, Guid.Empty, "1.0.0", "balanced", EvalOrigin.Person, EvalRunState.Ended, null, 1, 1, 0, 0, 0, 0, 0, 0, null, new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero), null);

        Assert.Equal("1.0.0 at 21 Nov, 08:00:00", EvalWording.NameBeside(earlier, earlier with { CreatedAt = earlier.CreatedAt.AddHours(1) }));
        Assert.Equal("1.0.0 with balanced", EvalWording.NameBeside(earlier, earlier with { Model = "fast" }));
        Assert.Equal("1.0.0", EvalWording.NameBeside(earlier, earlier with { Version = "1.1.0" }));
    }
}
