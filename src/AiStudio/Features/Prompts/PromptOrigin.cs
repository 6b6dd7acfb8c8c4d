namespace AiStudio.Features.Prompts;

/// <summary>Why a version answers.</summary>
/// <param name="Kind"><see cref="Label"/>, <see cref="Canary"/> or <see cref="Experiment"/>.</param>
/// <param name="ExperimentId">The test or canary that split the traffic.</param>
/// <param name="Arm">The arm of it.</param>
internal sealed record PromptOrigin(string Kind, Guid? ExperimentId = null, int? Arm = null)
{
    public const string Label = "label";
    public const string Canary = "canary";
    public const string Experiment = "experiment";

    public static readonly PromptOrigin FromLabel = new(Label);
}
