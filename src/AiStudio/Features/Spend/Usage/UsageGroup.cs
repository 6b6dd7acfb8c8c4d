namespace AiStudio.Features.Spend.Usage;

/// <summary>One group of a usage report.</summary>
/// <param name="Key">The day, feature, model, tier, or the id of the person or key; empty for what has none.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Used">What it used.</param>
internal sealed record UsageGroup(string Key, string Name, UsageFigures Used);
