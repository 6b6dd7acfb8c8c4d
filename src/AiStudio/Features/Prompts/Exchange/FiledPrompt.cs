using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts.Exchange;

/// <summary>A prompt in a file.</summary>
/// <param name="Slug">Its name in addresses and in other prompts.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Versions">The oldest first.</param>
public sealed record FiledPrompt(string Slug, string Name, IReadOnlyList<FiledVersion> Versions)
{
    internal bool IsWhole => Slug is not null && Name is not null && Versions?.All(version => version?.IsWhole == true) == true;

    internal Error? Problem =>
        PromptDesk.SlugOf(Slug) != Slug || Name.Trim().Length is 0 or > 50
            ? Error.Invalid("prompt_name", "Each prompt has a slug of at most 50 lower-case letters, digits and hyphens, beginning with a letter, and a name of at most 50 characters.")
        : Versions.FirstOrDefault(version => !version.IsNumbered) is { } odd ? Error.Invalid("prompt_file", $"{Slug}: “{odd.Version}” is no number of a version, such as 1.0.0.")
        : Versions.GroupBy(version => version.Version).FirstOrDefault(same => same.Count() > 1) is { } twice ? Error.Invalid("prompt_file", $"{Slug} {twice.Key} is in the file twice.")
        : null;
}
