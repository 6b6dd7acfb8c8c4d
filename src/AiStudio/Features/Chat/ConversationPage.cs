namespace AiStudio.Features.Chat;

/// <summary>
/// Conversations, the last used first: all pinned ones on the first page, at most 50 others on each.
/// <see cref="Next"/> is the cursor of the page that follows, null on the last.
/// </summary>
internal sealed record ConversationPage(IReadOnlyList<ConversationRow> Pinned, IReadOnlyList<ConversationRow> Rows, string? Next);

/// <summary>One line of the list; <see cref="Running"/> while an answer is being written.</summary>
internal sealed record ConversationRow(Guid Id, string Title, bool Pinned, bool Archived, bool Running, DateTimeOffset UpdatedAt);
