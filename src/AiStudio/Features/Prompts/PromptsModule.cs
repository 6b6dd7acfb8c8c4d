using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Prompts;

internal static class PromptsModule
{
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptService>();
        builder.Services.AddSingleton<PromptLibrary>();
        builder.Services.AddSingleton<PromptDesk>();
        builder.Services.AddSingleton<LabelDesk>();
        builder.Services.AddSingleton<IProvisionsOrganization, PromptsProvisioning>();
    }

    public static void MapPrompts(this WebApplication app)
    {
    }
}
