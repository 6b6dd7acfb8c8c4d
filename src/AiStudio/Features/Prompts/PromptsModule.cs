using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Prompts;

internal static class PromptsModule
{
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptService>();
        builder.Services.AddSingleton<IProvisionsOrganization, PromptsProvisioning>();
    }

    public static void MapPrompts(this WebApplication app)
    {
    }
}
