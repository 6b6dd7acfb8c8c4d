namespace AiStudio.Features.Chat;

/// <summary>A row as a component may take it: a component is public, the row is not.</summary>
public sealed class ConversationEntry
{
    internal ConversationEntry(ConversationRow row) => Row = row;

    internal ConversationRow Row { get; }
}
