using System.Text.RegularExpressions;

namespace AiStudio.Features.Prompts;

/// <summary>Proposes how much a change is.</summary>
internal static partial class VersionProposal
{
    public static VersionChange Of(PromptContent before, PromptContent after)
    {
        if (!Needed(before).SetEquals(Needed(after)) || before.Variables.Any(variable => after.Variables.All(other => other.Name != variable.Name)))
            return VersionChange.Major;
        return before.Settings == after.Settings && before.Variables.SequenceEqual(after.Variables) && Words(before.Template) == Words(after.Template)
            ? VersionChange.Patch
            : VersionChange.Minor;
    }

    private static HashSet<(string, VariableKind)> Needed(PromptContent content) =>
        [.. content.Variables.Where(variable => variable.Default is null).Select(variable => (variable.Name, variable.Kind))];

    private static string Words(string text) => Between().Replace(text, " ").Trim().ToUpperInvariant();

    [GeneratedRegex(@"[^\p{L}\p{N}{}_]+")]
    private static partial Regex Between();
}
