using AiStudio.Features.Prompts;

namespace AiStudio.Api.Prompts;

/// <summary>A prompt to be.</summary>
/// <param name="Name">At most 50 characters; its slug is made of it.</param>
/// <param name="Template">The text, with <c>{{variables}}</c> and <c>{{> other-prompts}}</c>.</param>
/// <param name="Variables">Each variable of the text.</param>
/// <param name="Settings">How the model is asked.</param>
internal sealed record NewPrompt(string? Name, string? Template, IReadOnlyList<PromptVariable?>? Variables, PromptSettings? Settings)
{
    internal PromptContent Content => WrittenContent.Of(Template, Variables, Settings);
}
