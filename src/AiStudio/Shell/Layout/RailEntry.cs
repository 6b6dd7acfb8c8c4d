using System.Reflection;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Shell.Layout;

/// <summary>A page that says <see cref="ShownInRailAttribute"/>, with its first route and its own policy. The pages of its area are under it.</summary>
public sealed record RailEntry(string Label, string Icon, string Href, IReadOnlyList<string> Roots, string Policy, int Order, bool AtTheFoot)
{
    public static IReadOnlyList<RailEntry> All { get; } =
    [
        .. from page in typeof(RailEntry).Assembly.GetTypes()
           let shown = page.GetCustomAttribute<ShownInRailAttribute>()
           where shown is not null
           let routes = page.GetCustomAttributes<RouteAttribute>().Select(route => route.Template).ToList()
           // The nearest policy wins; all pages inherit Member from _Imports.
           let policy = page.GetCustomAttributes<AuthorizeAttribute>().Select(authorize => authorize.Policy).LastOrDefault(name => name is not null and not Policies.Member) ?? Policies.Member
           orderby shown.Order
           select new RailEntry(shown.Label, shown.Icon, routes.MinBy(route => route.Length)!, [.. routes.Concat(AreaPage.Of(shown.Label).Select(other => other.Href)).Select(RootOf)], policy, shown.Order, shown.AtTheFoot),
    ];

    /// <summary>Where a path belongs: to the entry that has the longest root of it.</summary>
    public static RailEntry? Of(string path) => All
        .SelectMany(entry => entry.Roots.Where(root => IsUnder(path, root)).Select(root => (Entry: entry, root.Length)))
        .OrderByDescending(match => match.Length)
        .Select(match => match.Entry)
        .FirstOrDefault();

    // A route without its parameters.
    private static string RootOf(string route) => string.Join('/', route.Trim('/').Split('/').TakeWhile(segment => !segment.StartsWith('{')));

    private static bool IsUnder(string path, string root)
    {
        var place = path.Split('?', '#')[0].Trim('/');
        return place == root || root.Length > 0 && place.StartsWith(root + '/', StringComparison.Ordinal);
    }
}
