namespace AiStudio.Features.Chat;

/// <summary>
/// Something about a conversation changed, perhaps in another tab; <see cref="TurnId"/> names the turn that began or ended, if it was that.
/// <see cref="Guid.Empty"/> as the conversation: changes may have been missed, read the list again.
/// </summary>
internal sealed record ConversationChanged(Guid ConversationId, Guid? TurnId);
