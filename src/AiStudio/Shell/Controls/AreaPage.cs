using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Shell.Controls;

/// <summary>A page that says <see cref="ShownInAreaAttribute"/>, with its shortest route.</summary>
public sealed record AreaPage(string Label, string Icon, string Href)
{
    private static readonly ILookup<string, AreaPage> s_all = (
        from page in typeof(AreaPage).Assembly.GetTypes()
        let shown = page.GetCustomAttribute<ShownInAreaAttribute>()
        where shown is not null
        orderby shown.Order
        let href = page.GetCustomAttributes<RouteAttribute>().Select(route => route.Template).MinBy(route => route.Length)!
        select (shown.Area, Page: new AreaPage(shown.Label, shown.Icon, href))).ToLookup(found => found.Area, found => found.Page);

    public static IEnumerable<AreaPage> Of(string area) => s_all[area];

    /// <summary>The page of <paramref name="area"/> that <paramref name="path"/> is at or under; the nearest one.</summary>
    public static AreaPage? At(string area, string path)
    {
        var place = '/' + path.Split('?', '#')[0].Trim('/');
        return s_all[area].Where(page => place == page.Href || place.StartsWith(page.Href + '/', StringComparison.Ordinal)).MaxBy(page => page.Href.Length);
    }
}
