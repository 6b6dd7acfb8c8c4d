namespace AiStudio.Features.Prompts;

/// <summary>A version, ready to be asked with.</summary>
/// <param name="VersionId">Which.</param>
/// <param name="Version">Its number.</param>
/// <param name="Text">What it says, with its values put in.</param>
/// <param name="Settings">How the model is asked.</param>
internal sealed record ResolvedPrompt(Guid VersionId, string Version, string Text, PromptSettings Settings);
