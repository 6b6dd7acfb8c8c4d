using AiStudio.Features.Chat.FollowUps;
using AiStudio.Features.Chat.Reading;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Chat;

internal static class ChatModule
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConversationService>();
        services.AddSingleton<ConversationFeed>();
        services.AddSingleton<IOwnConversations, OwnConversations>();
        services.AddSingleton<AssistantService>();
        services.AddSingleton<AssistantQuestions>();
        services.AddSingleton<AssistantReadings>();
        services.AddSingleton<FollowUpRewriter>();
        services.AddSingleton<FeedbackService>();
        services.AddSingleton<IProvisionsOrganization, ChatProvisioning>();
        services.AddSingleton<TurnService>();
        services.AddSingleton<TurnGatherer>();
        services.AddSingleton<TurnLease>();
        services.AddSingleton<CitationCounters>();
        services.AddSingleton<TurnRun>();
        services.AddSingleton<TurnSignals>();
        services.AddSingleton<TurnFeed>();
        services.AddSingleton<TurnRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<TurnRunner>());
        services.AddSingleton<InterruptAbandonedTurns>();
        services.AddHostedService(provider => provider.GetRequiredService<InterruptAbandonedTurns>());
        services.AddSingleton<RemoveExpiredChats>();
        services.AddHostedService(provider => provider.GetRequiredService<RemoveExpiredChats>());
    }
}
