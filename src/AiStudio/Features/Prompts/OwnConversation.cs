namespace AiStudio.Features.Prompts;

/// <summary>A conversation of the person who reads.</summary>
internal sealed record OwnConversation(Guid Id, string Title);
