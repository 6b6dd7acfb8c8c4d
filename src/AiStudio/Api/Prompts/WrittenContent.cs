using AiStudio.Features.Prompts;

namespace AiStudio.Api.Prompts;

/// <summary>What a program wrote of a version: what it left out is empty, and the feature says whether it may be.</summary>
internal static class WrittenContent
{
    public static PromptContent Of(string? template, IReadOnlyList<PromptVariable?>? variables, PromptSettings? settings) => new(template ?? "")
    {
        Variables = [.. (variables ?? []).OfType<PromptVariable>().Select(variable => variable with { Name = variable.Name ?? "", Note = variable.Note ?? "" })],
        Settings = settings is null ? new() : settings with
        {
            Tools = [.. (settings.Tools ?? []).OfType<PromptTool>().Select(tool => tool with { Name = tool.Name ?? "", Description = tool.Description ?? "" })],
        },
    };
}
