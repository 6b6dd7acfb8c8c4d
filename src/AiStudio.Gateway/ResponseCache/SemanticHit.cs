namespace AiStudio.Gateway.ResponseCache;

/// <summary>One question that was answered with the answer to another.</summary>
/// <param name="CallId">The call that was answered.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="AssistantId">By whose setting.</param>
/// <param name="Question">What was asked.</param>
/// <param name="SourceQuestion">What had been asked before.</param>
/// <param name="Similarity">The cosine similarity of the two.</param>
/// <param name="Verdict"><see cref="SemanticVerdict.Pending"/> when it is asked again, else <see cref="SemanticVerdict.Unchecked"/>.</param>
public sealed record SemanticHit(
    Guid CallId, GatewayCaller Caller, Guid AssistantId, string Question, string SourceQuestion, double Similarity, SemanticVerdict Verdict);
