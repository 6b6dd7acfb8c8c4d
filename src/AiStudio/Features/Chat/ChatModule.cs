namespace AiStudio.Features.Chat;

internal static class ChatModule
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
    }

    public static void MapChat(this WebApplication app)
    {
    }
}
