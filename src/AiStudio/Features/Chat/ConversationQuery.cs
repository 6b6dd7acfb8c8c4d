namespace AiStudio.Features.Chat;

/// <summary>Which conversations to list: part of a title, the archived ones or the others, where the page before ended, and how many at most beside the pinned ones.</summary>
internal sealed record ConversationQuery(string? Search = null, bool Archived = false, string? Cursor = null, int Limit = ConversationList.PageSize);
