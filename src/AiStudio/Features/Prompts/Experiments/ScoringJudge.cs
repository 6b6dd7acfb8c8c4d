namespace AiStudio.Features.Prompts.Experiments;

/// <summary>A judge that may score answers of an experiment.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">Its name.</param>
public sealed record ScoringJudge(Guid Id, string Name);
