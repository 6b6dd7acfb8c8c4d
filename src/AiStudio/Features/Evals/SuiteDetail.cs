namespace AiStudio.Features.Evals;

/// <summary>A suite with its settings.</summary>
/// <param name="Id">Which.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="PromptId">The prompt whose versions it asks.</param>
/// <param name="PromptName">That prompt's name for people.</param>
/// <param name="Settings">What can be changed.</param>
/// <param name="Cases">How many cases it has.</param>
/// <param name="Tags">The tags of its cases, in order.</param>
/// <param name="Archived">Whether it is out of use.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SuiteDetail(Guid Id, string Slug, Guid PromptId, string PromptName, SuiteDraft Settings, int Cases, IReadOnlyList<string> Tags, bool Archived, DateTimeOffset CreatedAt);
