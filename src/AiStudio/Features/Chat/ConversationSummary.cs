namespace AiStudio.Features.Chat;

/// <summary>A conversation without its messages.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="AssistantId">Who answers in it.</param>
/// <param name="Pinned">Whether it stands above the others.</param>
/// <param name="Archived">Whether it is out of the list.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When something was last asked in it.</param>
internal sealed record ConversationSummary(Guid Id, string Title, Guid AssistantId, bool Pinned, bool Archived, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
