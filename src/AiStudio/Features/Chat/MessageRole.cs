namespace AiStudio.Features.Chat;

internal enum MessageRole
{
    User,
    Assistant,
}
