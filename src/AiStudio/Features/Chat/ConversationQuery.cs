namespace AiStudio.Features.Chat;

/// <summary>Which conversations to list: part of a title, the archived ones or the others, and where the page before ended.</summary>
internal sealed record ConversationQuery(string? Search = null, bool Archived = false, string? Cursor = null);
