namespace AiStudio.Features.Chat.Turns;

internal sealed record StartedTurn(Guid ConversationId, Guid TurnId, Guid QuestionId, Guid AnswerId);
