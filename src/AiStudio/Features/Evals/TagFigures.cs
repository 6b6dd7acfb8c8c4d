namespace AiStudio.Features.Evals;

/// <summary>How the cases with a tag went.</summary>
public sealed record TagFigures(string Tag, int Cases, int Passed);
