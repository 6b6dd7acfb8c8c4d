namespace AiStudio.Shell.Controls;

/// <summary>
/// Puts a page into an area: the list at the side of its pages (<see cref="AreaSide"/>), under one entry of the rail. All pages of an area have one policy.
/// </summary>
/// <param name="area">The label of the rail's entry.</param>
/// <param name="label">What the list calls the page.</param>
/// <param name="icon">A symbol of wwwroot/icons.svg.</param>
/// <param name="order">0 is the first.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShownInAreaAttribute(string area, string label, string icon, int order) : Attribute
{
    public string Area { get; } = area;

    public string Label { get; } = label;

    public string Icon { get; } = icon;

    public int Order { get; } = order;
}
