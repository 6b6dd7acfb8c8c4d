using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts;

internal static class PromptVariables
{
    /// <summary>Why a version cannot answer chats: they give no values.</summary>
    public static Error? MissingDefault(PromptVersion version) => version.Variables.FirstOrDefault(variable => variable.Default is null) is { } needed
        ? Error.Invalid("prompt_variable_missing", $"Chats give no value for {needed.Name}. Give it a default before this goes into production.")
        : null;
}
