using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Prompts;

/// <summary>An experiment to be.</summary>
/// <param name="Prompt">The slug of the prompt whose traffic is split.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Hypothesis">What is expected and why.</param>
/// <param name="Unit">What stays in one arm; left out, the conversation.</param>
/// <param name="Metric">The metric that decides: <c>errors</c>, <c>refused</c>, <c>thumbs_down</c>, <c>asked_again</c>, <c>slow</c>, <c>cost</c>, <c>verified</c> or <c>judged</c>.</param>
/// <param name="Effect">The smallest change that matters, above 0, to 1: of a share a difference (0.02 is two points), of cost a fraction.</param>
/// <param name="Arms">2 to 5.</param>
/// <param name="Judge">The id of a judge that scores answers in chats; left out, none does.</param>
/// <param name="JudgeShare">How many of those answers it scores, above 0, to 1; left out, a tenth.</param>
internal sealed record NewExperiment(string? Prompt, string? Name, string? Hypothesis, ExperimentUnit? Unit, string? Metric, double? Effect, IReadOnlyList<NewArm?>? Arms, Guid? Judge, double? JudgeShare)
{
    private const double UsualJudgeShare = 0.1;

    public Result<ExperimentDraft> ToDraft(PromptDetail prompt)
    {
        var arms = new List<ArmDraft>();
        foreach (var arm in Arms ?? [])
        {
            if (arm is null || prompt.Numbered(arm.Version ?? "") is not { } version)
                return PromptLibrary.NoVersion;
            arms.Add(new(arm.Name ?? arm.Version!, version.Id, arm.Weight ?? 1));
        }

        return new ExperimentDraft(prompt.Id, Name ?? "", Hypothesis ?? "", Unit ?? ExperimentUnit.Conversation, Metric ?? "", Effect ?? 0, arms)
        {
            JudgeId = Judge, JudgeShare = JudgeShare ?? (Judge is null ? 0 : UsualJudgeShare),
        };
    }
}
