namespace AiStudio.Shell.Controls;

/// <summary>Puts a page into the navigation rail for everybody whose role its policy admits.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShownInRailAttribute(string label, string icon, int order) : Attribute
{
    public string Label { get; } = label;

    public string Icon { get; } = icon;

    /// <summary>0 is the start page.</summary>
    public int Order { get; } = order;

    public bool AtTheFoot { get; init; }
}
