using System.Text.RegularExpressions;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts;

/// <summary>
/// The little language of templates: <c>{{name}}</c> is a variable, <c>{{> slug}}</c> another prompt. Names only, no expressions, and values are put in once:
/// braces inside a value are text.
/// </summary>
internal static partial class PromptTemplate
{
    /// <summary>Filled in by the app itself: the day, as <c>2026-01-31</c>, in UTC.</summary>
    public const string Today = "today";

    private static readonly HashSet<string> s_own = [Today];

    public static IReadOnlyList<string> VariablesOf(string template) =>
        [.. Placeholders().Matches(template).Where(match => !match.Groups["include"].Success).Select(match => match.Groups["name"].Value).Where(name => !s_own.Contains(name)).Distinct()];

    public static IReadOnlyList<string> IncludesOf(string template) =>
        [.. Placeholders().Matches(template).Where(match => match.Groups["include"].Success).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>What is wrong with a text and its variables, in words; <see langword="null"/> when nothing is.</summary>
    public static Error? Check(PromptContent content)
    {
        if (string.IsNullOrWhiteSpace(content.Template))
            return Error.Invalid("prompt_empty", "A prompt needs a text.");
        if (AnyBraces().Matches(content.Template).FirstOrDefault(match => !Placeholders().IsMatch(match.Value)) is { } odd)
            return Error.Invalid("prompt_placeholder", $"“{Short(odd.Value)}” is no variable. Between {{{{ and }}}} stands one name of lower-case letters, digits and underscores, or > and the name of a prompt.");
        var named = VariablesOf(content.Template);
        if (named.Except(content.Variables.Select(variable => variable.Name)).FirstOrDefault() is { } unknown)
            return Error.Invalid("prompt_variable_unknown", $"The text has a variable {unknown} that is not declared. Declare it, or take it out of the text.");
        if (content.Variables.FirstOrDefault(variable => !Name().IsMatch(variable.Name) || s_own.Contains(variable.Name)) is { } misnamed)
            return Error.Invalid("prompt_variable_name", $"“{Short(misnamed.Name)}” cannot be the name of a variable: lower-case letters, digits and underscores, at most 40, and not {Today}.");
        if (content.Variables.GroupBy(variable => variable.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return Error.Invalid("prompt_variable_twice", $"The variable {twice.Key} is declared twice.");
        return content.Variables.FirstOrDefault(variable => variable.Default is { } value && !variable.Admits(value)) is { } wrong
            ? Error.Invalid("prompt_variable_default", $"The default of {wrong.Name} is not a {Words(wrong.Kind)}.")
            : null;
    }

    /// <summary>The text with its values put in. Errors: a variable without a value, or with one of another kind.</summary>
    public static Result<string> Render(string template, IReadOnlyList<PromptVariable> variables, IReadOnlyDictionary<string, string> values, DateOnly today)
    {
        foreach (var variable in variables)
        {
            if ((values.GetValueOrDefault(variable.Name) ?? variable.Default) is not { } value)
                return Error.Invalid("prompt_variable_missing", $"The prompt needs a value for {variable.Name}.");
            if (!variable.Admits(value))
                return Error.Invalid("prompt_variable_kind", $"The prompt's variable {variable.Name} must be a {Words(variable.Kind)}.");
        }

        var defaults = variables.ToDictionary(variable => variable.Name, variable => variable.Default);
        return Placeholders().Replace(template, match => match.Groups["name"].Value switch
        {
            Today => today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            var name => values.GetValueOrDefault(name) ?? defaults.GetValueOrDefault(name) ?? match.Value,
        });
    }

    /// <summary>The text with other prompts put in for their names. Every name must be among them.</summary>
    public static string Include(string template, IReadOnlyDictionary<string, string> bodies) =>
        Placeholders().Replace(template, match => match.Groups["include"].Success ? bodies[match.Groups["name"].Value] : match.Value);

    public static string Words(VariableKind kind) => kind switch
    {
        VariableKind.Number => "number",
        VariableKind.YesOrNo => "yes or no",
        VariableKind.Date => "date (2026-01-31)",
        _ => "text",
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"\{\{\s*(?:(?<include>>)\s*(?<name>[a-z][a-z0-9-]{0,49})|(?<name>[a-z][a-z0-9_]{0,39}))\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholders();

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex AnyBraces();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
