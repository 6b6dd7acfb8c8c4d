using AiStudio.Features.Prompts;

namespace AiStudio.Api.Prompts;

/// <summary>A version to be.</summary>
/// <param name="Template">The text, with <c>{{variables}}</c> and <c>{{> other-prompts}}</c>.</param>
/// <param name="Variables">Each variable of the text.</param>
/// <param name="Settings">How the model is asked.</param>
/// <param name="Note">What changes, in at most 200 characters.</param>
/// <param name="Change">How large the change is, for the number; proposed when it is left out.</param>
/// <param name="Tags">Words to find it by.</param>
internal sealed record NewPromptVersion(
    string? Template, IReadOnlyList<PromptVariable?>? Variables, PromptSettings? Settings, string? Note, VersionChange? Change, IReadOnlyList<string?>? Tags)
{
    internal PromptContent Content => WrittenContent.Of(Template, Variables, Settings);
}
