using AiStudio.Gateway.ResponseCache;

namespace AiStudio.Features.Chat;

/// <summary>Says that an answer was not made for this question but had been given before.</summary>
/// <param name="AgeSeconds">How long before.</param>
/// <param name="SavedNanoUsd">What it had cost.</param>
/// <param name="Question">The question it was given to, when that was another one.</param>
/// <param name="Similarity">How near that question is, up to 1.</param>
internal sealed record AnswerOrigin(int AgeSeconds, long SavedNanoUsd, string? Question = null, double? Similarity = null)
{
    public static AnswerOrigin Of(CacheHit hit) => new((int)hit.Age.TotalSeconds, hit.SavedNanoUsd, hit.SourceQuestion, hit.Similarity);
}
