namespace AiStudio.Features.Promotion.Board;

/// <summary>What of a prompt is where.</summary>
/// <param name="PromptId">The prompt.</param>
/// <param name="PromptSlug">Its slug.</param>
/// <param name="PromptName">Its name.</param>
/// <param name="Production">The number of the version in production; <see langword="null"/> when there is none.</param>
/// <param name="Since">Since when.</param>
/// <param name="Newest">The number of the newest version.</param>
/// <param name="NewestId">That version.</param>
/// <param name="Open">The promotion that is under way.</param>
public sealed record PromptStanding(Guid PromptId, string PromptSlug, string PromptName, string? Production, DateTimeOffset? Since, string? Newest, Guid? NewestId, PromotionEntry? Open);
