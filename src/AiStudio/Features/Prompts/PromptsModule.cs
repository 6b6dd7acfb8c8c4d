using AiStudio.Features.Prompts.Exchange;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Features.Prompts.Protection;
using AiStudio.Features.Prompts.Units;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Prompts;

internal static class PromptsModule
{
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PromptService>();
        builder.Services.AddSingleton<PromptLibrary>();
        builder.Services.AddSingleton<PromptDesk>();
        builder.Services.AddSingleton<PromptCost>();
        builder.Services.AddSingleton<LabelDesk>();
        builder.Services.AddSingleton<LabelRollback>();
        builder.Services.AddSingleton<ProtectedLabels>();
        builder.Services.AddSingleton<UnitLabels>();
        builder.Services.AddSingleton<PromptExport>();
        builder.Services.AddSingleton<PromptImport>();
        builder.Services.AddSingleton<ExperimentDesk>();
        builder.Services.AddSingleton<ExperimentLibrary>();
        builder.Services.AddSingleton<StartCheck>();
        builder.Services.AddSingleton<IProvisionsOrganization, PromptsProvisioning>();
    }
}
