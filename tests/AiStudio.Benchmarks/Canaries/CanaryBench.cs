using System.Globalization;
using AiStudio.Features.Promotion.Canaries;

namespace AiStudio.Benchmarks.Canaries;

/// <summary>
/// How often do canaries roll back a version that is as good, and how soon one that is worse? How often do experiments that are looked at after every answer name a
/// winner where there is none? By simulation of the guards, the ramp and the analysis themselves; the same seed gives the same figures.
/// </summary>
internal sealed class CanaryBench(TextWriter output)
{
    private const int Runs = 1_000;
    private static readonly Traffic s_same = new();

    private static readonly (string Name, Traffic Incumbent, Traffic Candidate, bool Outage, string? Guard)[] s_cases =
    [
        ("the same (A/A)", s_same, s_same, false, null),
        ("the same, half of all answers fail for a while", s_same, s_same, true, null),
        ("the same, five answers that are alike a person", s_same with { AnswersOfAUnit = 5 }, s_same with { AnswersOfAUnit = 5 }, false, null),
        ("errors +3 points", s_same, s_same with { Errors = 0.05 }, false, "errors"),
        ("errors +5 points", s_same, s_same with { Errors = 0.07 }, false, "errors"),
        ("errors +10 points", s_same, s_same with { Errors = 0.12 }, false, "errors"),
        ("refusals +5 points", s_same, s_same with { Refused = 0.10 }, false, "refused"),
        ("thumbs down +3 points", s_same, s_same with { ThumbsDown = 0.18 }, false, "thumbs_down"),
        ("thumbs down +5 points", s_same, s_same with { ThumbsDown = 0.20 }, false, "thumbs_down"),
        ("thumbs down +10 points", s_same, s_same with { ThumbsDown = 0.25 }, false, "thumbs_down"),
        ("thumbs down +20 points", s_same, s_same with { ThumbsDown = 0.35 }, false, "thumbs_down"),
        ("asked again +5 points", s_same, s_same with { AskedAgain = 0.10 }, false, "asked_again"),
        ("twice as many slow answers", s_same, s_same with { Slow = 0.10 }, false, "slow"),
        ("cost +30 %", s_same, s_same with { Cost = 1.3 }, false, "cost"),
        ("verified citations −10 points", s_same, s_same with { Verified = 0.80 }, false, "verified"),
        ("half of all answers fail", s_same, s_same with { Errors = 0.50 }, false, "errors"),
        ("every answer fails", s_same, s_same with { Errors = 1 }, false, "errors"),
    ];

    /// <returns>Whether what is as good is called worse in at most 5 % of runs, and what is five points worse is found in most, unless only one answer in ten tells.</returns>
    public bool Run()
    {
        var options = new CanaryOptions();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Runs:#,0} canaries each: {string.Join(", ", options.Percents.Select((percent, step) => $"{percent} % until {options.AnswersOf(step):#,0} answers"))}, {Guards.All.Count} guards"));
        output.WriteLine("| the candidate | rolled back | by the guard it is for | candidate answers until then, median | p90 |");
        output.WriteLine("|---|--:|--:|--:|--:|");
        var good = true;
        foreach (var (index, (name, incumbent, candidate, outage, guard)) in s_cases.Index())
        {
            var canaries = InParallel(index, random => new SimulatedCanary(options, incumbent, candidate, random) { Outage = outage }, canary => canary.Run());
            var back = canaries.Where(canary => canary.BreachedBy is not null).ToList();
            var delays = back.Select(canary => canary.CandidateAnswers).Order().ToList();
            var share = (double)back.Count / Runs;
            good &= guard is null ? share <= 0.05 : !name.Contains("+5", StringComparison.Ordinal) || guard == "thumbs_down" || share >= 0.5;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {share:0.0 %} | {(guard is null ? "" : $"{back.Count(canary => canary.BreachedBy == guard) / (double)Runs:0.0 %}")} | {(guard is null || delays.Count == 0 ? "" : $"{delays[delays.Count / 2]:#,0}")} | {(guard is null || delays.Count == 0 ? "" : $"{delays[delays.Count * 9 / 10]:#,0}")} |"));
        }

        return Experiments() && good;
    }

    private bool Experiments()
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Runs:#,0} experiments of two equal arms with 4,000 answers each, looked at after every answer"));
        output.WriteLine("| share of the metric | second arm | a winner was named | answers in each arm until then, median |");
        output.WriteLine("|---|---|--:|--:|");
        var good = true;
        foreach (var (index, (share, effect, change)) in new[] { (0.15, 0.05, 0.0), (0.05, 0.03, 0.0), (0.15, 0.05, -0.05), (0.05, 0.03, -0.03) }.Index())
        {
            var experiments = InParallel(100 + index, random => new SimulatedExperiment(share, share + change, effect, random), experiment => experiment.Run());
            var won = experiments.Where(experiment => experiment.WonAfter is not null).Select(experiment => experiment.WonAfter!.Value).Order().ToList();
            good &= change != 0 || won.Count <= 0.05 * Runs;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {share:0 %} | {(change == 0 ? "the same (A/A)" : $"{change * 100:0} points")} | {won.Count / (double)Runs:0.0 %} | {(change == 0 || won.Count == 0 ? "" : $"{won[won.Count / 2]:#,0}")} |"));
        }

        return good;
    }

    private static List<T> InParallel<T>(int scenario, Func<Random, T> make, Action<T> run)
    {
        var made = Enumerable.Range(0, Runs).Select(number => make(new Random(scenario * 100_000 + number))).ToList();
        Parallel.ForEach(made, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, run);
        return made;
    }
}
