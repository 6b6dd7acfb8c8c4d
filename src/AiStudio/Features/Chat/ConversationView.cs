namespace AiStudio.Features.Chat;

/// <summary>A conversation with its active path, from the root to the leaf.</summary>
internal sealed record ConversationView(Guid Id, string Title, Guid AssistantId, IReadOnlyList<string> NarrowedTags, IReadOnlyList<MessageView> Messages);
