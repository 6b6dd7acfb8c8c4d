using System.Globalization;
using AiStudio.Platform.Statistics;

namespace AiStudio.Features.Evals.Browsing;

/// <summary>Evaluations in words and figures.</summary>
internal static class EvalWording
{
    private const double Confidence = 0.95;

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    /// <summary>A difference of two shares.</summary>
    public static string Points(double difference) => (difference * 100).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    public static string Seconds(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.00} s");

    /// <summary>Where the true pass rate is, with 95 % confidence.</summary>
    public static string Within(int passed, int cases)
    {
        var interval = new Proportion(passed, cases).Within(Confidence);
        return string.Create(CultureInfo.InvariantCulture, $"{interval.Low * 100:0.#}–{interval.High * 100:0.#} %");
    }

    public static string State(EvalRunState state) => state switch
    {
        EvalRunState.Running => "Running",
        EvalRunState.Ended => "Ended",
        EvalRunState.Cancelled => "Cancelled",
        _ => "Stopped",
    };

    public static string Badge(EvalRunState state) => state switch
    {
        EvalRunState.Running => "busy live",
        EvalRunState.Ended => "ok",
        EvalRunState.Cancelled => "draft",
        _ => "failed",
    };

    public static string Origin(EvalOrigin origin) => origin switch
    {
        EvalOrigin.Person => "Started by hand",
        EvalOrigin.NewVersion => "New version",
        EvalOrigin.ModelChange => "The model changed",
        EvalOrigin.Nightly => "Nightly",
        EvalOrigin.Gate => "For a promotion",
        _ => "Started by a program",
    };

    /// <summary>What tells a run from another one: its version, else its model, else when it was started.</summary>
    public static string NameBeside(RunEntry run, RunEntry other) =>
        run.Version != other.Version ? run.Version
        : run.Model != other.Model ? $"{run.Version} with {run.Model}"
        : $"{run.Version} at {run.CreatedAt.UtcDateTime.ToString("d MMM, HH:mm:ss", CultureInfo.InvariantCulture)}";

    /// <summary>What a comparison says, as the line under the question whether the second run is better.</summary>
    public static string Verdict(ComparedRuns compared)
    {
        if (compared.Cases == 0)
            return "They have no case in common, so nothing can be said.";
        var range = $"{Points(compared.Difference)} points, between {Points(compared.Low)} and {Points(compared.High)} with 95 % confidence";
        return compared switch
        {
            { Low: > 0 } => $"Yes: {range}.",
            { High: < 0 } => $"No, it is worse: {range}.",
            _ => $"Not proven: {range}. {(compared.Wins + compared.Losses == 0 ? "They pass and fail the same cases." : "A difference of this size can be chance.")}",
        };
    }
}
