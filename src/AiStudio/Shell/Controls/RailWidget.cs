namespace AiStudio.Shell.Controls;

/// <summary>A component of a feature that stands at the foot of the rail, on every page.</summary>
/// <param name="Component">Its type; takes no parameters.</param>
public sealed record RailWidget(Type Component);
