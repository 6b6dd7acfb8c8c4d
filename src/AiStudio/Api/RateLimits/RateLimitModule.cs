using AiStudio.Features.Chat.Turns;
using AiStudio.Platform;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.RateLimits;

internal static class RateLimitModule
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsSection<RateLimitOptions>(RateLimitOptions.Section);
        services.AddSingleton<RateRules>();
        services.AddSingleton<RateGate>();
        services.AddSingleton<RateRefusals>();
        services.AddSingleton<OfflinePace>();
        services.AddSingleton<IQuestionLimit, QuestionLimit>();
        services.AddSingleton<RateLimitService>();
        services.AddSingleton<LocalRateWindows>();
        services.AddSingleton<SharedRateWindows>();
        services.AddSingleton<IRateWindows>(provider => provider.GetRequiredService<IOptions<RateLimitOptions>>().Value.AcrossNodes
            ? provider.GetRequiredService<SharedRateWindows>()
            : provider.GetRequiredService<LocalRateWindows>());
        services.AddHostedService<ForgetOldRates>();
    }
}
