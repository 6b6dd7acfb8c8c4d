namespace AiStudio.Features.Prompts.Browsing;

/// <summary>What another feature shows of a version, above its text.</summary>
/// <param name="Component">Takes two parameters, <see cref="Prompt"/> and <see cref="Version"/>.</param>
internal sealed record VersionPanel(Type Component)
{
    /// <summary>The name of the parameter that gets a <see cref="PromptDetail"/>.</summary>
    public const string Prompt = nameof(Prompt);

    /// <summary>The name of the parameter that gets a <see cref="VersionEntry"/>.</summary>
    public const string Version = nameof(Version);
}
