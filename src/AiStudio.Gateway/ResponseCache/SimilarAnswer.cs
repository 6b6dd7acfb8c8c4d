namespace AiStudio.Gateway.ResponseCache;

/// <summary>The stored answer whose question is nearest.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Question">Its question.</param>
/// <param name="Similarity">The cosine similarity to the question that was looked for.</param>
public sealed record SimilarAnswer(CachedAnswer Answer, string Question, double Similarity);
