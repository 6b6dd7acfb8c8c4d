namespace AiStudio.Gateway.Audit;

/// <summary>Which version of a prompt answers, and why.</summary>
/// <param name="VersionId">The version.</param>
/// <param name="Version">Its number, as people know it.</param>
/// <param name="Kind">What decided: <c>label</c>, <c>canary</c> or <c>experiment</c>.</param>
/// <param name="Label">The label that was asked for.</param>
public sealed record PromptChoice(Guid VersionId, string Version, string Kind, string Label)
{
    /// <summary>The test or canary that splits the label's traffic.</summary>
    public Guid? ExperimentId { get; init; }

    /// <summary>The arm of it.</summary>
    public int? Arm { get; init; }
}
