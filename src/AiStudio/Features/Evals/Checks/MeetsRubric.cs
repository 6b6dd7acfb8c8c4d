using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The suite's judge finds the answer good by its rubric, and by what the case adds to it.</summary>
public sealed record MeetsRubric : Check
{
    /// <summary>What a good answer to this case has; null: the judge's rubric says it all.</summary>
    public string? Criterion { get; init; }

    internal override string Kind => "rubric";

    internal override bool NeedsJudge => true;

    internal override string? JudgedBy => Criterion;

    internal override string? Problem => Criterion is null ? null : TextProblem(Criterion, "a criterion");

    internal override async ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        Of(Kind, await aid.JudgeAsync(answer, JudgedBy, cancellationToken));

    internal static CheckResult Of(string kind, Result<JudgeVerdict> verdict) =>
        verdict.Succeeded ? new(kind, verdict.Value.Passed, verdict.Value.Why) : new(kind, null, verdict.Error.Message);
}
