using System.Text.RegularExpressions;

namespace AiStudio.Features.Prompts;

/// <summary>Proposes how much a change is.</summary>
internal static partial class VersionProposal
{
    public static VersionChange Of(PromptContent before, PromptContent after)
    {
        if (!Needed(before).SetEquals(Needed(after)) || before.Variables.Any(variable => after.Variables.All(other => other.Name != variable.Name)))
            return VersionChange.Major;
        // What programs are built on: the form of the answer, and the tools that they run.
        if (before.Settings.OutputSchema != after.Settings.OutputSchema || (before.Settings.Tools ?? []).Except(after.Settings.Tools ?? []).Any())
            return VersionChange.Major;
        return before.Settings == after.Settings && before.Variables.SequenceEqual(after.Variables) && Words(before.Template) == Words(after.Template)
            ? VersionChange.Patch
            : VersionChange.Minor;
    }

    /// <summary>The same where other prompts are put in: with other versions of them answers may differ, though not a word was typed.</summary>
    public static VersionChange Of(PromptContent before, IReadOnlyList<IncludedPrompt> beforeIncludes, PromptContent after, IReadOnlyList<IncludedPrompt> afterIncludes)
    {
        var change = Of(before, after);
        return change == VersionChange.Patch && !beforeIncludes.Select(include => include.VersionId).ToHashSet().SetEquals(afterIncludes.Select(include => include.VersionId))
            ? VersionChange.Minor
            : change;
    }

    private static HashSet<(string, VariableKind)> Needed(PromptContent content) =>
        [.. content.Variables.Where(variable => variable.Default is null).Select(variable => (variable.Name, variable.Kind))];

    private static string Words(string text) => Between().Replace(text, " ").Trim().ToUpperInvariant();

    [GeneratedRegex(@"[^\p{L}\p{N}{}_]+")]
    private static partial Regex Between();
}
