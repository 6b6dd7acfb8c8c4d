namespace AiStudio.Gateway.ResponseCache;

/// <summary>How an answer is found by meaning.</summary>
/// <param name="Context">SHA-256, in hexadecimal, of everything but the question that must be equal.</param>
/// <param name="Question">The question that was answered.</param>
/// <param name="Vector">Its embedding.</param>
public sealed record SemanticEntry(string Context, string Question, ReadOnlyMemory<float> Vector);
