using AiStudio.Features.Prompts;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals.Playground;

/// <summary>A question that is ready to be asked, and what it may cost.</summary>
/// <param name="VersionId">The version that it is asked with.</param>
/// <param name="Model">The alias or pinned id.</param>
/// <param name="Messages">What the model is sent.</param>
/// <param name="Settings">How it is asked; the longest answer is set.</param>
/// <param name="EstimateNanoUsd">What it costs when the answer is as long as it may be, about.</param>
internal sealed record PlaygroundPlan(Guid VersionId, string Model, IReadOnlyList<ChatMessage> Messages, PromptSettings Settings, long EstimateNanoUsd);
