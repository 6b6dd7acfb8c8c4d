using AiStudio.Features.Prompts.Experiments;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Chat.Turns;

/// <summary>An answer as an experiment counts it.</summary>
internal sealed record MeasuredAnswer(Assignment Assignment, AnswerFigures Figures)
{
    /// <summary>
    /// Whether it says anything of the version that answered: not where no model was asked, for want of money or because the answer was known, nor where
    /// its reader or its node ended it.
    /// </summary>
    public static bool Counts(IReadOnlyCollection<GatewayCall> calls) =>
        calls.Count > 0 && calls.All(call => call is { CacheHit: null, Ending: not (CallEnding.Refused or CallEnding.Stopped or CallEnding.Abandoned) });

    /// <summary>Whether another model answered than the first that was asked.</summary>
    public static bool WasFallback(IEnumerable<GatewayCall> calls) =>
        calls.Any(call => call is { Served: { } served, Attempts: [var first, ..] } && first.ModelId != served.ModelId);

    /// <summary>How many citations quote something, and how many of those quote what stands there.</summary>
    public static (int Quoting, int Verified) Count(IReadOnlyCollection<Citation> citations) =>
        (citations.Count(citation => citation.Verified is not null), citations.Count(citation => citation.Verified == true));
}
