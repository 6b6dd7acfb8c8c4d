namespace AiStudio.Features.Evals.Checks;

/// <summary>The suite's judge finds that the answer has a tone, such as “friendly and brief”.</summary>
public sealed record HasTone(string Tone) : Check
{
    internal override string Kind => "tone";

    internal override bool NeedsJudge => true;

    internal override string? JudgedBy => $"Look at the tone only, not at whether the answer is right. It must be: {Tone}";

    internal override string? Problem => TextProblem(Tone, "a tone in words");

    internal override async ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        MeetsRubric.Of(Kind, await aid.JudgeAsync(answer, JudgedBy, cancellationToken));
}
