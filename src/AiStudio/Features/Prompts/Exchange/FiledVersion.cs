using System.Text.RegularExpressions;

namespace AiStudio.Features.Prompts.Exchange;

/// <summary>A version in a file.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Note">What changed.</param>
/// <param name="Text">The template, line by line.</param>
public sealed partial record FiledVersion(string Version, string Note, IReadOnlyList<string> Text)
{
    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<PromptVariable>? Variables { get; init; }

    public PromptSettings? Settings { get; init; }

    /// <summary>The prompts that were put in: the number of each version by the prompt's slug.</summary>
    public IReadOnlyDictionary<string, string>? Includes { get; init; }

    internal bool IsNumbered => Number().IsMatch(Version);

    internal bool IsWhole => Version is not null && Note is not null && Text?.All(line => line is not null) == true && (Tags ?? []).All(tag => tag is not null)
        && (Variables ?? []).All(variable => variable is { Name: not null, Note: not null }) && (Includes ?? new Dictionary<string, string>()).Values.All(version => version is not null)
        && (Settings?.Tools ?? []).All(tool => tool is { Name: not null, Description: not null });

    internal PromptDraft Draft => new(new(string.Join('\n', Text)) { Variables = Variables ?? [], Settings = Settings ?? new() }, Note) { Tags = Tags ?? [] };

    internal static FiledVersion Of(PromptVersion version) => new(version.Version, version.Note, version.Template.Split('\n'))
    {
        Tags = version.Tags is [] ? null : version.Tags,
        Variables = version.Content.Variables is [] ? null : version.Content.Variables,
        Settings = version.Settings == new PromptSettings() ? null : version.Settings,
        Includes = version.Includes is [] ? null : version.Includes.OrderBy(include => include.Slug, StringComparer.Ordinal).ToDictionary(include => include.Slug, include => include.Version),
    };

    [GeneratedRegex(@"^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
