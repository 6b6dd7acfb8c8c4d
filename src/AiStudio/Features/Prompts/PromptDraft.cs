namespace AiStudio.Features.Prompts;

/// <summary>A version that is about to be saved.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Note">What changed, in a line.</param>
/// <param name="Change">How large its author says the change is; <see langword="null"/> for what is proposed.</param>
internal sealed record PromptDraft(PromptContent Content, string Note, VersionChange? Change = null);
