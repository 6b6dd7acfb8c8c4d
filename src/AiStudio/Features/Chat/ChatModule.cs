using AiStudio.Features.Chat.Turns;

namespace AiStudio.Features.Chat;

internal static class ChatModule
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConversationService>();
        services.AddSingleton<AssistantService>();
        services.AddSingleton<FeedbackService>();
        services.AddSingleton<ConversationFeed>();
        services.AddSingleton<TurnService>();
        services.AddSingleton<TurnFeed>();
    }

    public static void MapChat(this WebApplication app)
    {
    }
}
