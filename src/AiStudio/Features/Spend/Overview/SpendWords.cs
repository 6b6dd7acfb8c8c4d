using System.Globalization;
using AiStudio.Features.Spend.Calls;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.Spend.Overview;

/// <summary>Spend and its changes as people say them.</summary>
internal static class SpendWords
{
    /// <summary>With its sign: “+$12.40”.</summary>
    public static string Signed(long nanoUsd) => nanoUsd == 0 ? "no change" : (nanoUsd > 0 ? "+" : "−") + Money.Format(Math.Abs(nanoUsd));

    /// <summary>“+18 %”, or that there was nothing before.</summary>
    public static string Percent(SpendSum sum) => sum switch
    {
        { BeforeNanoUsd: 0, CostNanoUsd: 0 } => "no change",
        { BeforeNanoUsd: 0 } => "new",
        _ => string.Create(CultureInfo.InvariantCulture, $"{100m * sum.ChangeNanoUsd / sum.BeforeNanoUsd:+#,0.#;−#,0.#;±0} %"),
    };

    /// <summary>Dearer is bad.</summary>
    public static string Colour(long changeNanoUsd) => changeNanoUsd switch { > 0 => "up", < 0 => "down", _ => "muted" };

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>“1 call”, “310 calls”.</summary>
    public static string Calls(long count) => $"{Count(count)} {(count == 1 ? "call" : "calls")}";

    /// <summary>“310 calls more”.</summary>
    public static string CallsMore(long change) => change switch
    {
        0 => "as many calls",
        1 or -1 => $"1 call {(change > 0 ? "more" : "fewer")}",
        _ => $"{Count(Math.Abs(change))} calls {(change > 0 ? "more" : "fewer")}",
    };

    /// <summary>What moved the sum, in one or two sentences.</summary>
    public static string Why(SpendOverview overview)
    {
        if (overview.Movers is not [var first, ..])
            return "Nothing changed.";
        var rest = overview.Total.ChangeNanoUsd - first.Sum.ChangeNanoUsd;
        return $"{first.Name}: {Signed(first.Sum.ChangeNanoUsd)}, {CallsMore(first.Sum.CallsChange)}. Everything else together: {Signed(rest)}.";
    }

    /// <summary>The question that <see cref="Why"/> answers.</summary>
    public static string Question(SpendOverview overview) => overview.Total.ChangeNanoUsd switch
    {
        > 0 => $"Why did it cost more than {overview.Period.Previous.Words}?",
        < 0 => $"Why did it cost less than {overview.Period.Previous.Words}?",
        _ => $"What changed against {overview.Period.Previous.Words}?",
    };

    /// <summary>What saved.</summary>
    public static string Saving(CallSaving saving) => saving switch
    {
        CallSaving.Prompt => "Provider prompt cache",
        CallSaving.Exact => "Exact answers",
        CallSaving.Similar => "Similar questions",
        _ => "Routing",
    };

    /// <summary>The cost of one of them.</summary>
    public static string Each(long nanoUsd, long? count) => count is > 0 ? Money.Format(nanoUsd / count.Value) : "–";

    /// <summary>A purpose as the database and addresses name it.</summary>
    public static string Key(SpendPurpose purpose) => purpose.ToString().ToLowerInvariant();

    public static string Purpose(SpendPurpose purpose) => purpose switch
    {
        SpendPurpose.People => "People",
        SpendPurpose.Programs => "Programs, by API key",
        SpendPurpose.Evaluation => "Evaluations and the playground",
        _ => "Background work",
    };
}
