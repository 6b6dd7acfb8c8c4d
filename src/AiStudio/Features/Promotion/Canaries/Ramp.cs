namespace AiStudio.Features.Promotion.Canaries;

/// <summary>Decides after each look how a canary goes on.</summary>
internal static class Ramp
{
    /// <param name="options">The steps and what each waits for.</param>
    /// <param name="step">The step at hand, from 0.</param>
    /// <param name="answers">The candidate's answers in this step.</param>
    /// <param name="inStep">How long the step has taken.</param>
    /// <param name="held">Whether somebody holds it at its step; a breach rolls it back all the same.</param>
    /// <param name="readings">What the guards show.</param>
    public static CanaryMove Decide(CanaryOptions options, int step, long answers, TimeSpan inStep, bool held, IReadOnlyList<GuardReading> readings)
    {
        if (readings.Any(reading => reading.IsBreached))
            return CanaryMove.RollBack;
        // Fewer steps than there were when it began: what is left is production.
        if (step >= options.Percents.Count)
            return held ? CanaryMove.Stay : CanaryMove.Finish;
        if (held || answers < options.AnswersOf(step) || inStep < TimeSpan.FromMinutes(options.MinMinutes))
            return CanaryMove.Stay;
        return step + 1 < options.Percents.Count ? CanaryMove.Advance : CanaryMove.Finish;
    }
}
