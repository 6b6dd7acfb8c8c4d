namespace AiStudio.Features.Spend.Filters;

/// <summary>A value that a filter can take.</summary>
public sealed record SpendChoice(SpendDimension Dimension, string Key, string Name);
