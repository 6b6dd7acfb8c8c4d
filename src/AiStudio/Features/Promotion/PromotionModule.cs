using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Promotion.Browsing;
using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Browsing;
using AiStudio.Platform;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Promotion;

internal static class PromotionModule
{
    public static void AddPromotion(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsSection<CanaryOptions>(CanaryOptions.Section);
        services.AddSingleton<IValidateOptions<CanaryOptions>, CanaryOptionsValidator>();
        services.AddSingleton<Gate>();
        services.AddSingleton<Canary>();
        services.AddSingleton<CanaryWatch>();
        services.AddSingleton<PromotionDesk>();
        services.AddSingleton<PromotionSteering>();
        services.AddSingleton<PromotionBoard>();
        services.AddSingleton<IProductionWatch, Blocks>();
        services.AddSingleton(new VersionPanel(typeof(VersionPromotionPanel)));
        services.AddSingleton<PromotionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<PromotionWatch>());
    }
}
