using AiStudio.Gateway.Audit;

namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>What became of a rehearsed call.</summary>
/// <param name="Attempts">Every try and every candidate that was passed over, in order.</param>
/// <param name="BeganAt">When the call came, by the rehearsal's clock, which the attempts are timed by too.</param>
/// <param name="Took">How long the caller would have waited for the end.</param>
/// <param name="Failure">What the caller is told; <see langword="null"/> when it was answered.</param>
/// <param name="TextShown">Whether the caller has seen text.</param>
public sealed record RehearsedCall(
    IReadOnlyList<CallAttempt> Attempts, DateTimeOffset BeganAt, TimeSpan Took, GatewayException? Failure, bool TextShown);
