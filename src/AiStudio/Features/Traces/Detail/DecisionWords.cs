using System.Globalization;
using AiStudio.Features.Traces.Recording;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.Traces.Detail;

/// <summary>A decision record as an operator reads it: a sentence for each thing that was decided. The period is that of the budget that refused: hour, day, week, month, quarter or year.</summary>
internal static class DecisionWords
{
    public static IReadOnlyList<(string Subject, string Sentence)> Of(TraceCall call, PromptNames? prompt, string? period = null)
    {
        if (call.Decision is not { } decision)
            return [];
        var words = new List<(string, string)>
        {
            ("Prompt", Prompt(decision.Prompt, prompt)),
            ("Budget", Budget(decision.Budgets, call.Facts, period)),
            ("Cache", Cache(decision.Cache, call.Facts)),
        };
        if (decision.Candidates.Count > 0)
            words.Add(("Route", Route(decision, call.Facts)));
        if (FailOver(call.Attempts) is { } failedOver)
            words.Add(("Fail-over", failedOver));
        words.Add(("Passages", decision.Passages.Count == 0 ? "The model was given no passages." : $"The model was given {Moment.Count(decision.Passages.Count, "passage", "passages")} to answer from."));
        words.Add(("Guardrails", decision.Guardrails.Contains("tool_calls_left_out")
            ? "Let through, but the model called a tool that was not offered to it; that call was left out of the answer."
            : "Let through; nothing was left out of the answer."));
        words.Add(("End", End(call.Facts, decision)));
        return words;
    }

    private static string Prompt(PromptDecision? decision, PromptNames? prompt)
    {
        if (decision is null)
            return "The messages were the caller's own; no prompt version was put before them.";
        var version = prompt is null ? $"version {decision.SemanticVersion ?? decision.VersionId.ToString()}" : $"{prompt.Name} {prompt.Version}";
        return decision.Why switch
        {
            { Kind: "canary", Arm: 0 } why => $"Used {version}: a canary is running on the label {why.Label}, and this conversation stays with what was there before.",
            { Kind: "canary" } why => $"Used {version}: a canary is running on the label {why.Label}, and this conversation is among those that try the new version.",
            { Kind: "experiment" } why => $"Used {version}: an experiment splits the traffic of the label {why.Label}, and this conversation is in arm {why.Arm}.",
            { } why => $"Used {version}, because the label {why.Label} points to it. No canary or experiment applied.",
            null => $"Used {version}, which was asked for by itself.",
        };
    }

    private static string Budget(BudgetDecision decision, CallFacts call, string? period) => decision switch
    {
        { RefusedBy: { Messages: { } messages } tier } => string.Create(CultureInfo.InvariantCulture, $"Refused: all {messages:N0} messages a day of the plan {tier.Name} were used. New ones were there at {Moment.Of(tier.RenewsAt)}."),
        { RefusedBy: { } stop } => $"Refused: the budget “{stop.Name}”, {Money.Format(stop.Cap ?? 0)}{(period is null ? "" : $" a {period}")}, had {Money.Format(Left(stop))} left, which is less than the call could have cost: "
            + $"{Money.Format(stop.Used ?? 0)} were used and {Money.Format(stop.Held ?? 0)} held by other calls. It renewed at {Moment.Of(stop.RenewsAt)}.",
        { Granted: null } => "Nothing was set aside: the call ended before that.",
        _ => $"Held {Money.Format(decision.Granted.Value)}, the worst case, and settled at {Money.Format(call.CostNanoUsd)}; the rest was released. "
            + (decision.Clamped ? $"The longest answer was cut to {decision.MaxOutputTokens:N0} tokens, because the budgets bore no more. " : "")
            + (decision.Tightest is { } left ? $"The tightest budget had {Money.Format(left)} left besides." : "No budget applied."),
    };

    private static long Left(BudgetStop stop) => stop.Left ?? Math.Max(0, (stop.Cap ?? 0) - (stop.Used ?? 0) - (stop.Held ?? 0));

    private static string Cache(CacheDecision decision, CallFacts call) => decision switch
    {
        { Decision: "hit", Kind: "semantic" } => $"Answered from the cache: a question that means the same had been answered before. That saved {Money.Format(call.SavedNanoUsd)}.",
        { Decision: "hit" } => $"Answered from the cache: the same had been asked before. That saved {Money.Format(call.SavedNanoUsd)}.",
        { Decision: "off" } => "Not looked up: this call's answers are not shared.",
        { Why: "fresh_wanted" } => "Not looked up: a new answer was asked for.",
        { Why: "refused_before" } => "Not looked up: the call was refused before.",
        { Decision: "passed" } => "Not looked up: something in the request cannot be compared.",
        _ => "Looked up and missed.",
    };

    private static string Route(DecisionRecord decision, CallFacts call)
    {
        var first = decision.Candidates[0];
        var open = decision.Candidates.Where(candidate => candidate.Breaker == "open").Select(candidate => candidate.Provider).Distinct().ToList();
        return $"“{call.RequestedModel}” had {Moment.Count(decision.Candidates.Count, "candidate", "candidates")}; {first.Provider} with {first.Model} was first. "
            + (open.Count == 0 ? "All of them were healthy." : $"{string.Join(", ", open)} had failed too often lately and was put off.");
    }

    private static string? FailOver(IReadOnlyList<AttemptFacts> attempts)
    {
        var failed = attempts.Where(attempt => attempt.ErrorCode is not null).ToList();
        if (failed.Count == 0)
            return null;
        var tried = string.Join("; ", failed.Select(attempt => $"{attempt.Provider} ({attempt.ModelId}) {Why(attempt.ErrorCode!)}"));
        return attempts[^1] is { ErrorCode: null } answered && attempts.Count > 1
            ? $"{tried}. So {answered.Provider} ({answered.ModelId}) was asked, and answered."
            : $"{tried}. Nobody else answered.";
    }

    private static string Why(string code) => code switch
    {
        "breaker_open" => "was passed over: its breaker was open",
        "retry_budget_spent" => "was passed over: too many repeats at this provider",
        "budget_spent" => "was passed over: the budgets bore no further try",
        "too_many_calls" => "was passed over: too many calls were waiting for it",
        _ => $"failed with {code}",
    };

    private static string End(CallFacts call, DecisionRecord decision) => call.Ending switch
    {
        "completed" when decision is { FinishReason: Finish.Length, Budgets: { Clamped: true, MaxOutputTokens: { } most } } => string.Create(
            CultureInfo.InvariantCulture, $"The answer was cut after {Seconds(call.DurationMs)}: {most:N0} tokens were as many as the budgets bore."),
        "completed" when Finish.Cut(decision.FinishReason) is { } why => $"The answer was cut after {Seconds(call.DurationMs)}: {why}.",
        "completed" when decision.FinishReason == Finish.ToolCalls => $"The model asked for a tool after {Seconds(call.DurationMs)}, and waits for what it gives.",
        "completed" => $"The answer is complete, after {Seconds(call.DurationMs)}.",
        "stopped" => $"Somebody stopped it after {Seconds(call.DurationMs)}; what had come until then is kept and paid for.",
        "abandoned" => "Whoever asked went away; the answer was read to its end so that its cost is known.",
        "interrupted" => $"It broke off after {Seconds(call.DurationMs)}.",
        "refused" => $"It was refused before any model was asked ({call.ErrorCode}).",
        _ => $"It failed after {Seconds(call.DurationMs)} ({call.ErrorCode}).",
    };

    public static string Seconds(long milliseconds) => milliseconds < 1_000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000d:0.00} s");
}
