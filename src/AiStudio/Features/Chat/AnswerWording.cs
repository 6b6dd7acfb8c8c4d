using System.Globalization;
using AiStudio.Shell.Controls;

namespace AiStudio.Features.Chat;

/// <summary>What stands around an answer, in words.</summary>
internal static class AnswerWording
{
    public static string Models(AnswerFacts facts) =>
        facts.RequestedModel == facts.ServedModel || facts.RequestedModel.Length == 0 ? facts.ServedModel : $"{facts.RequestedModel} → {facts.ServedModel}";

    public static string Tokens(AnswerFacts facts)
    {
        if (facts.Origin is { } origin)
            return $"from cache, {Age(origin.AgeSeconds)} old";
        var cached = facts.CachedInputTokens > 0 ? $", {Number(facts.CachedInputTokens)} from cache" : "";
        return $"{(facts.Estimated ? "about " : "")}{Number(facts.InputTokens)} in{cached} · {Number(facts.OutputTokens)} out";
    }

    /// <summary>What a reader is told about an answer that was given to another question; null when it was not.</summary>
    public static string? Borrowed(AnswerFacts? facts) => facts?.Origin is { Question: { } question, Similarity: var similarity }
        ? string.Create(CultureInfo.InvariantCulture, $"This is the answer to a similar question, “{question}” ({Math.Floor((similarity ?? 0) * 100):0} % alike). “Answer again” asks the model.")
        : null;

    public static string Cost(AnswerFacts facts) => (facts.Estimated ? "about " : "") + Money.Format(facts.CostNanoUsd);

    public static string Seconds(int milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000m:0.0} s");

    public static string Read(int passages, int? documents, int? gatherMs) =>
        $"Read {Count(passages, "passage")}{(documents is { } number ? $" in {Count(number, "document")}" : "")}{(gatherMs is { } ms ? $" · {Seconds(ms)}" : "")}";

    /// <summary>What a reader is told about an answer that is not whole; null when it is.</summary>
    public static string? Trouble(MessageState state, string? problem, bool hasText) => state switch
    {
        MessageState.Stopped when !hasText => "You stopped this answer before its first words.",
        MessageState.Stopped => "You stopped this answer. What it said until then is kept.",
        MessageState.Interrupted => problem ?? "The answer broke off before its end. What arrived is kept; retry asks again.",
        MessageState.Failed => problem ?? "No answer came. Retry asks again.",
        _ => null,
    };

    public static string Source(Citation citation) =>
        string.Create(CultureInfo.InvariantCulture, $"Source {citation.Number}: {citation.Document}{(citation.Page is { } page ? $", page {page}" : "")}");

    private static string Age(int seconds) => seconds switch
    {
        < 60 => "less than a minute",
        < 3_600 => Count(seconds / 60, "minute"),
        < 86_400 => Count(seconds / 3_600, "hour"),
        _ => Count(seconds / 86_400, "day"),
    };

    private static string Count(int number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
