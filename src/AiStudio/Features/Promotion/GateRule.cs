using System.Globalization;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Promotion;

/// <summary>
/// What a suite must show: enough cases pass, and the version is not worse than the incumbent by more than a margin. The second is a test of non-inferiority: with 95 %
/// confidence the difference of the pass rates, paired by case, is above minus the margin. Its bound is one-sided, as only one side refuses: the lower end of
/// Newcombe's paired interval of 90 %.
/// </summary>
internal static class GateRule
{
    private const double TwoSided = 0.90;

    /// <param name="paired">Both runs, case by case.</param>
    /// <returns>The difference of the pass rates is not below this, with 95 % confidence.</returns>
    public static double LowerBound(PairedPasses paired) => paired.DifferenceWithin(TwoSided).Low;

    /// <summary>Why the evidence of a suite is not enough, for people; <see langword="null"/> when it is.</summary>
    /// <param name="suite">The suite's name.</param>
    /// <param name="passed">How many cases the version passed.</param>
    /// <param name="cases">Of how many.</param>
    /// <param name="minPassRate">The share that must pass, 0 to 1.</param>
    /// <param name="margin">How much worse it may be, as a fraction of cases.</param>
    /// <param name="paired">The version beside the incumbent; <see langword="null"/> when there is none.</param>
    public static string? Problem(string suite, int passed, int cases, double minPassRate, double margin, PairedPasses? paired)
    {
        if (passed < minPassRate * cases - 1e-9)
            return Text($"{suite}: {passed} of {cases} cases pass ({Percent(new Proportion(passed, cases).Share)}); {Percent(minPassRate)} must.");
        if (paired is not { Cases: > 0 } pair || LowerBound(pair) >= -margin)
            return null;
        var begin = Text($"{suite}: of the {pair.Cases} cases the incumbent also answered, {pair.Wins} were won and {pair.Losses} lost");
        return CasesNeeded(pair, margin) is { } needed
            ? Text($"{begin}. With 95 % confidence the pass rate may be up to {Points(-LowerBound(pair))} below the incumbent's; {Points(margin)} are allowed. With as many wins and losses in proportion, about {needed:#,0} cases would be enough to tell.")
            : Text($"{begin}: the pass rate is {Points(-pair.Difference)} below the incumbent's; less than {Points(margin)} are allowed.");
    }

    /// <summary>How many cases with the same proportions would do; <see langword="null"/> when none would.</summary>
    internal static int? CasesNeeded(PairedPasses paired, double margin)
    {
        if (paired.Difference <= -margin)
            return null;
        for (var factor = 1.0; factor < 1_000; factor *= 1.05)
        {
            var scaled = new PairedPasses(Times(paired.Both, factor), Times(paired.Wins, factor), Times(paired.Losses, factor), Times(paired.Neither, factor));
            if (LowerBound(scaled) >= -margin)
                return scaled.Cases;
        }

        return null;
    }

    private static int Times(int count, double factor) => (int)Math.Ceiling(count * factor);

    private static string Percent(double share) => Text($"{share * 100:0.#} %");

    private static string Points(double difference) => Text($"{difference * 100:0.#} points");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
