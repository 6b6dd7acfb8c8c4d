namespace AiStudio.Features.Prompts.Experiments;

/// <summary>An arm to be set up.</summary>
/// <param name="Name">1 to 50 characters.</param>
/// <param name="VersionId">A version of the prompt that needs no values.</param>
/// <param name="Weight">Its share, 1 to 1,000.</param>
public sealed record ArmDraft(string Name, Guid VersionId, int Weight);
