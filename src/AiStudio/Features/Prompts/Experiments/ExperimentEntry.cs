namespace AiStudio.Features.Prompts.Experiments;

/// <summary>An experiment in the list.</summary>
/// <param name="Id">Which.</param>
/// <param name="Kind">Set up by people, or the canary of a promotion.</param>
/// <param name="Name">Its name.</param>
/// <param name="PromptSlug">The prompt whose traffic it splits.</param>
/// <param name="PromptName">That prompt's name.</param>
/// <param name="State">How far it is.</param>
/// <param name="Unit">What stays in one arm.</param>
/// <param name="Metric">The key of the metric that decides.</param>
/// <param name="Arms">The versions of its arms, in their order.</param>
/// <param name="Units">How many units have met it.</param>
/// <param name="Answers">How many answers were recorded, those of fallback models included.</param>
/// <param name="CreatedAt">When it was set up.</param>
/// <param name="StartedAt">When it began to split traffic.</param>
/// <param name="EndedAt">When it was stopped.</param>
/// <param name="EndedReason">Why.</param>
public sealed record ExperimentEntry(
    Guid Id, ExperimentKind Kind, string Name, string PromptSlug, string PromptName, ExperimentState State, ExperimentUnit Unit, string Metric, string[] Arms, long Units, long Answers,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? EndedReason);
