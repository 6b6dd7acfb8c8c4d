namespace AiStudio.Features.Evals;

/// <summary>Failures of two runs among the cases with a tag.</summary>
public sealed record ComparedTag(string Tag, int Cases, int FirstFailed, int SecondFailed);
