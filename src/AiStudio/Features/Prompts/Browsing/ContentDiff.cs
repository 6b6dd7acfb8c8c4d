using System.Globalization;
using System.Text.Json;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>What changed between two versions beside their texts: settings, the schema of the answer, tools, variables, and the prompts put in.</summary>
internal static class ContentDiff
{
    public static IReadOnlyList<ContentChange> Of(PromptContent before, IReadOnlyList<IncludedPrompt> beforeIncludes, PromptContent after, IReadOnlyList<IncludedPrompt> afterIncludes) =>
    [
        .. Settings(before.Settings).Zip(Settings(after.Settings), (old, @new) => new ContentChange(old.What, old.Value, @new.Value)).Where(change => change.Before != change.After),
        .. Named("Tool", before.Settings.Tools ?? [], after.Settings.Tools ?? [], tool => tool.Name, tool => Json(tool)),
        .. Named("Variable", before.Variables, after.Variables, variable => variable.Name, Describe),
        .. Named("Put in", beforeIncludes, afterIncludes, include => include.Slug, include => include.Version),
    ];

    private static IEnumerable<(string What, string? Value)> Settings(PromptSettings settings) =>
    [
        ("Temperature", Number(settings.Temperature)),
        ("Top-p", Number(settings.TopP)),
        ("Longest answer", settings.MaxOutputTokens is { } tokens ? string.Create(CultureInfo.InvariantCulture, $"{tokens:#,0} tokens") : null),
        ("Schema of the answer", settings.OutputSchema is { } schema ? Json(schema) : null),
    ];

    private static IEnumerable<ContentChange> Named<T>(string what, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, string> describe)
        where T : class
    {
        // While they are typed, two may have one name.
        var (old, @new) = (before.DistinctBy(name).ToDictionary(name, describe), after.DistinctBy(name).ToDictionary(name, describe));
        return old.Keys.Union(@new.Keys).Order(StringComparer.Ordinal).Select(key => new ContentChange($"{what} {key}", old.GetValueOrDefault(key), @new.GetValueOrDefault(key)))
            .Where(change => change.Before != change.After);
    }

    private static string Describe(PromptVariable variable) =>
        $"{PromptTemplate.Words(variable.Kind)}, {(variable.Default is { } value ? $"“{value}” unless given" : "must be given")}{(variable.Note.Length > 0 ? $" · {variable.Note}" : "")}";

    private static string? Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, TypedSettings.Form);
}
