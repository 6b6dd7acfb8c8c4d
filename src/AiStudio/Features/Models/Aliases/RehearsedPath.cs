using System.Globalization;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing.Rehearsal;

namespace AiStudio.Features.Models.Aliases;

/// <summary>A rehearsed call in words.</summary>
/// <param name="Steps">What happens, in order.</param>
/// <param name="Answered">Whether the caller is answered.</param>
/// <param name="Ending">What the caller sees in the end.</param>
public sealed record RehearsedPath(IReadOnlyList<RehearsedStep> Steps, bool Answered, string Ending)
{
    public static RehearsedPath Of(RehearsedCall call) => new(
        [.. call.Attempts.Select((attempt, number) => Step(call, attempt, number))],
        call.Failure is null,
        call.Failure is null
            ? $"The caller has the answer after {Seconds(call.Took)}."
            : call.TextShown
                ? $"The caller keeps what was said until then, marked as interrupted, after {Seconds(call.Took)}: {call.Failure.Message}"
                : $"The caller is told after {Seconds(call.Took)}: {call.Failure.Message}");

    private static RehearsedStep Step(RehearsedCall call, CallAttempt attempt, int number)
    {
        var again = call.Attempts.Take(number).Any(earlier => SameAs(earlier, attempt) && earlier.ErrorCode is not (CallAttempt.BreakerOpen or CallAttempt.RetryBudgetSpent));
        var pause = number > 0 && again ? attempt.StartedAt - (call.Attempts[number - 1].StartedAt + call.Attempts[number - 1].Duration) : TimeSpan.Zero;
        var what = (again, pause > TimeSpan.Zero) switch
        {
            (true, true) => $"asked again after a pause of {Seconds(pause)}",
            (true, false) => "asked again",
            _ => "asked",
        };
        return new RehearsedStep(
            attempt.StartedAt - call.BeganAt, $"{attempt.ModelId} at {attempt.Provider}", attempt.ErrorCode is null,
            attempt.ErrorCode is CallAttempt.BreakerOpen or CallAttempt.RetryBudgetSpent ? PassedOver(attempt.ErrorCode) : $"{Capital(what)}: {Outcome(call, attempt)}");
    }

    private static string Outcome(RehearsedCall call, CallAttempt attempt) => attempt.ErrorCode switch
    {
        null => $"it answers, with the first word after {Seconds(attempt.FirstTokenAfter ?? attempt.Duration)}.",
        _ when attempt.FirstTokenAfter is not null => "it begins to answer, and the connection breaks. Text has been shown, so nobody else is asked.",
        var code when code == GatewayErrors.ProviderUnavailable.Code => "its provider has a problem.",
        var code when code == GatewayErrors.ProviderRateLimited.Code => "its provider limits the calls.",
        var code when code == GatewayErrors.ProviderTimeout.Code => $"it says nothing for {Seconds(attempt.Duration)}, and is given up.",
        var code when code == GatewayErrors.ProviderAuthentication.Code => "its provider refuses the key.",
        var code when code == GatewayErrors.ContextTooLong.Code => Listed(call, attempt, "the messages do not fit.", "the models for long messages"),
        var code when code == GatewayErrors.ContentRefused.Code => Listed(call, attempt, "it refuses the content.", "the models for refused content"),
        var code => $"it fails ({code}).",
    };

    private static string Listed(RehearsedCall call, CallAttempt attempt, string what, string list) =>
        ReferenceEquals(call.Attempts[^1], attempt) ? what : $"{what} From here on {list} are asked.";

    private static string PassedOver(string reason) => reason == CallAttempt.BreakerOpen
        ? "Passed over: it has failed too often lately, and is left alone for a while."
        : "Passed over: its provider has been asked again too often lately.";

    private static bool SameAs(CallAttempt one, CallAttempt other) => one.Provider == other.Provider && one.ModelId == other.ModelId;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
