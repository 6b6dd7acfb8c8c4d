namespace AiStudio.Features.Prompts;

/// <summary>What a version says, for who reads it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">Its number.</param>
/// <param name="Hash">The first eight digits of its content's hash.</param>
/// <param name="Content">The text, its own variables and settings.</param>
/// <param name="Includes">The prompts that were put into it.</param>
public sealed record VersionView(Guid Id, string Version, string Hash, PromptContent Content, IReadOnlyList<IncludedPrompt> Includes)
{
    /// <summary>The text with those prompts put in, and its variables with theirs: what is filled in and read by a model.</summary>
    public required PromptContent Whole { get; init; }
}
