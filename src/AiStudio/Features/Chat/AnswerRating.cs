namespace AiStudio.Features.Chat;

/// <summary>What a reader thinks of an answer: 1, -1, or null to take it back.</summary>
public sealed record AnswerRating(ShownMessage Message, int? Rating, string? Comment);
