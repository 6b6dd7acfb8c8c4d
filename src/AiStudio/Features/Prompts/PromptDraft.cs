using System.Text.RegularExpressions;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts;

/// <summary>A version that is about to be saved.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Note">What changed, in a line.</param>
/// <param name="Change">How large its author says the change is; <see langword="null"/> for what is proposed.</param>
internal sealed partial record PromptDraft(PromptContent Content, string Note, VersionChange? Change = null)
{
    private const int LongestTemplate = 100_000;
    private const int MostTags = 10;

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>As it will be stored, or what is wrong with it. Which prompts it names is not looked at.</summary>
    public Result<PromptDraft> Tidy()
    {
        if (Note.Trim().Length is 0 or > 200)
            return Error.Invalid("prompt_note", "Say in a line what changes, in at most 200 characters.");
        var tags = Tags.Select(tag => tag.Trim().ToLowerInvariant()).Where(tag => tag.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        if (tags.Count > MostTags || tags.Any(tag => !Tag().IsMatch(tag)))
            return Error.Invalid("prompt_tags", $"A version has at most {MostTags} tags, each of at most 30 letters, digits and hyphens.");
        if (Content.Settings.Problem is { } odd)
            return odd;
        var content = Content with { Template = Content.Template.ReplaceLineEndings("\n").Trim() };
        if (content.Template.Length > LongestTemplate)
            return Error.Invalid("prompt_too_long", $"A prompt has at most {LongestTemplate:#,0} characters.");
        return PromptTemplate.Check(content) is { } wrong ? wrong : this with { Content = content, Note = Note.Trim(), Tags = tags };
    }

    /// <summary>The version, of a draft that is tidy.</summary>
    public PromptVersion ToVersion(Caller author, Guid promptId, SemanticVersion number, PromptIncludes included) => new()
    {
        OrganizationId = author.OrganizationId,
        PromptId = promptId,
        Version = number.ToString(),
        ContentHash = Content.Hash(included.Prompts),
        Template = Content.Template,
        Variables = included.Variables,
        OwnVariables = included.Prompts.Count == 0 ? null : Content.Variables,
        Settings = Content.Settings,
        Body = included.Body,
        Includes = included.Prompts,
        AuthorId = author.UserId,
        Note = Note,
        Tags = [.. Tags],
    };

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N}-]{0,29}$", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
