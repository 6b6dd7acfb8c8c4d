using System.Reflection;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Shell.Layout;

/// <summary>A page that says <see cref="ShownInRailAttribute"/>, with its first route and its own policy.</summary>
public sealed record RailEntry(string Label, string Icon, string Href, string Policy, int Order, bool AtTheFoot)
{
    public static IReadOnlyList<RailEntry> All { get; } =
    [
        .. from page in typeof(RailEntry).Assembly.GetTypes()
           let shown = page.GetCustomAttribute<ShownInRailAttribute>()
           where shown is not null
           let route = page.GetCustomAttributes<RouteAttribute>().OrderBy(route => route.Template.Length).First()
           // The nearest policy wins; all pages inherit Member from _Imports.
           let policy = page.GetCustomAttributes<AuthorizeAttribute>().Select(authorize => authorize.Policy).LastOrDefault(name => name is not null and not Policies.Member) ?? Policies.Member
           orderby shown.Order
           select new RailEntry(shown.Label, shown.Icon, route.Template, policy, shown.Order, shown.AtTheFoot),
    ];
}
