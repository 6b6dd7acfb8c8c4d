namespace AiStudio.Features.Prompts;

/// <summary>The version a label stands at.</summary>
internal sealed record ResolvedPrompt(Guid VersionId, string Version, string Template);
