using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Features.Prompts;

/// <summary>A version, ready to be asked with.</summary>
/// <param name="VersionId">Which.</param>
/// <param name="Version">Its number.</param>
/// <param name="Text">What it says, with its values put in.</param>
/// <param name="Settings">How the model is asked.</param>
internal sealed record ResolvedPrompt(Guid VersionId, string Version, string Text, PromptSettings Settings)
{
    /// <summary>Why it is this version.</summary>
    public PromptOrigin Origin { get; init; } = PromptOrigin.FromLabel;

    /// <summary>The label it was found by: of those asked for production, a unit's own.</summary>
    public string Label { get; init; } = PromptLabel.Production;

    /// <summary>Where its traffic is split: what becomes of the answer is recorded under it.</summary>
    public Assignment? Assignment { get; init; }
}
