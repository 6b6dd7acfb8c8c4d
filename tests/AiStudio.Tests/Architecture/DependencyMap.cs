namespace AiStudio.Tests.Architecture;

/// <summary>Who may know whom. The one place to change, by one line that somebody reviews.</summary>
internal static class DependencyMap
{
    /// <summary>Feature → feature, and no other. Never in a circle.</summary>
    public static readonly (string From, string To)[] FeatureEdges =
    [
        ("Chat", "ActivityLog"),
        ("Chat", "Knowledge"),
        ("Chat", "Models"),
        ("Chat", "Prompts"),
        ("Chat", "Quality"),
        ("Chat", "Spend"),
        ("Evals", "ActivityLog"),
        ("Evals", "Chat"),
        ("Evals", "Jobs"),
        ("Evals", "Knowledge"),
        ("Evals", "Models"),
        ("Evals", "Notifications"),
        ("Evals", "Prompts"),
        ("Jobs", "ActivityLog"),
        ("Knowledge", "ActivityLog"),
        ("Knowledge", "Jobs"),
        ("Knowledge", "Models"),
        ("Models", "ActivityLog"),
        ("Models", "Spend"),
        ("Notifications", "ActivityLog"),
        ("People", "ActivityLog"),
        ("People", "Jobs"),
        ("People", "Notifications"),
        ("People", "Spend"),
        ("People", "Traces"),
        ("Promotion", "ActivityLog"),
        ("Promotion", "Evals"),
        ("Promotion", "Notifications"),
        ("Promotion", "Prompts"),
        ("Prompts", "ActivityLog"),
        ("Quality", "ActivityLog"),
        ("Quality", "Notifications"),
        ("Spend", "ActivityLog"),
        ("Spend", "Jobs"),
        ("Spend", "Notifications"),
        ("Traces", "ActivityLog"),
        ("Traces", "Chat"),
        ("Traces", "Evals"),
        ("Traces", "Jobs"),
        ("Traces", "Knowledge"),
        ("Traces", "Prompts"),
        ("Traces", "Notifications"),
    ];

    private static readonly (string From, string[] To)[] Areas =
    [
        ("AiStudio.Api", ["AiStudio.Api", "AiStudio.Features", "AiStudio.Gateway", "AiStudio.Platform"]),
        ("AiStudio.Features", ["AiStudio.Features", "AiStudio.Gateway", "AiStudio.Platform", "AiStudio.Shell.Controls"]),
        ("AiStudio.Shell", ["AiStudio.Shell", "AiStudio.Platform"]),
        ("AiStudio.Platform", ["AiStudio.Platform"]),
        ("AiStudio.Gateway", ["AiStudio.Gateway"]),
    ];

    /// <summary>Edges that leave an area where they may not.</summary>
    public static IEnumerable<string> Strays(IEnumerable<Edge> edges) =>
        from edge in edges
        where Ours(edge.From) && Ours(edge.To)
        let area = Areas.FirstOrDefault(area => Within(edge.From, area.From))
        where area.To is not null && !area.To.Any(allowed => Within(edge.To, allowed))
        select edge.ToString();

    /// <summary>Features that know a feature they are not listed to know.</summary>
    public static IEnumerable<string> FeatureStrays(IEnumerable<Edge> edges) =>
        from edge in edges
        let @from = Feature(edge.From)
        let to = Feature(edge.To)
        where @from is not null && to is not null && @from != to && !FeatureEdges.Contains((@from, to))
        select edge.ToString();

    /// <summary>A circle among the listed feature edges, or nothing.</summary>
    public static IEnumerable<string> Circles(IReadOnlyCollection<(string From, string To)> edges)
    {
        var features = edges.SelectMany(edge => new[] { edge.From, edge.To }).ToHashSet();
        while (features.RemoveWhere(feature => !edges.Any(edge => edge.From == feature && features.Contains(edge.To))) > 0)
        {
        }

        return features.Order().Select(feature => $"{feature} is part of a circle");
    }

    /// <summary>Types outside <paramref name="allowed"/> that name something under <paramref name="guarded"/>.</summary>
    public static IEnumerable<string> Breaches(IEnumerable<Edge> edges, string guarded, params string[] allowed) =>
        from edge in edges
        where Ours(edge.From) && Within(edge.To, guarded) && !allowed.Any(area => Within(edge.From, area))
        select edge.ToString();

    public static bool Within(string type, string area) =>
        type.StartsWith(area, StringComparison.Ordinal) && (type.Length == area.Length || type[area.Length] == '.');

    private static bool Ours(string type) => Within(type, "AiStudio");

    private static string? Feature(string type)
    {
        const string prefix = "AiStudio.Features.";
        return type.StartsWith(prefix, StringComparison.Ordinal) ? type[prefix.Length..].Split('.')[0] : null;
    }
}
