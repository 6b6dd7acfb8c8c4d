namespace AiStudio.Features.Chat;

/// <summary>What is to be changed about a conversation; what is left out stays.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Pinned">Above the others, or among them.</param>
/// <param name="Archived">Out of the list, or in it.</param>
internal sealed record ConversationChanges(string? Title = null, bool? Pinned = null, bool? Archived = null);
