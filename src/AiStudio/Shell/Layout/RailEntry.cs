using System.Reflection;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Shell.Layout;

/// <summary>A page that says <see cref="ShownInRailAttribute"/>, with its first route and its own policy.</summary>
public sealed record RailEntry(string Label, string Icon, string Href, IReadOnlySet<string> Areas, string Policy, int Order, bool AtTheFoot)
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
           select new RailEntry(shown.Label, shown.Icon, routes.MinBy(route => route.Length)!, routes.Select(AreaOf).ToHashSet(), policy, shown.Order, shown.AtTheFoot),
    ];

    /// <summary>The first segment of a path or route: what lies behind it belongs to the same area.</summary>
    public static string AreaOf(string path) => path.TrimStart('/').Split('/', '?', '#')[0];
}
