namespace AiStudio.Features.Prompts.Experiments;

/// <summary>Which answers of an experiment its judge scores: by hash of the answer alone, so that no arm, person or node changes it.</summary>
internal static class JudgeSample
{
    private const string Salt = "judge";

    /// <summary>An answer is in the sample when its place is below <see cref="Experiment.JudgeShare"/>.</summary>
    /// <param name="answerId">The turn.</param>
    /// <param name="figures">What became of it.</param>
    /// <returns>0 to below 1, evenly spread; 1, which is in no sample, for what cannot be judged or does not count.</returns>
    public static double PlaceOf(Guid answerId, AnswerFigures figures) => figures is { Kept: true, Failed: false, Fallback: false } ? Bucket.Of(Salt, answerId) : 1;
}
