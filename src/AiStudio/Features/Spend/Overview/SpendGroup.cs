using AiStudio.Features.Spend.Filters;

namespace AiStudio.Features.Spend.Overview;

/// <summary>One key of a dimension, or of two, with what it cost.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Filter">What shows it alone.</param>
/// <param name="Sum">What it cost.</param>
public sealed record SpendGroup(string Name, SpendFilter Filter, SpendSum Sum);
