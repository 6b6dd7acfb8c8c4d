namespace AiStudio.Features.Chat.FollowUps;

/// <summary>What is searched for.</summary>
/// <param name="Asked">The question as it was asked.</param>
/// <param name="Rewritten">The question as it is understood without the conversation; null when it is searched for as it was asked.</param>
internal sealed record SearchedQuestion(string Asked, string? Rewritten);
