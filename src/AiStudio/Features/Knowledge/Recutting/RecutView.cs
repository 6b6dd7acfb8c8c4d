namespace AiStudio.Features.Knowledge.Recutting;

/// <summary>How many documents of a base are cut otherwise than it says now, and how far their cutting again is; null when nothing is going on.</summary>
public sealed record RecutView(int Outdated, int? Percent);
