using System.Text.Json.Serialization;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The closed family of what an answer can be held to.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Contains), "contains")]
[JsonDerivedType(typeof(NotContains), "not_contains")]
[JsonDerivedType(typeof(Matches), "regex")]
[JsonDerivedType(typeof(FitsSchema), "json_schema")]
[JsonDerivedType(typeof(Similar), "similarity")]
[JsonDerivedType(typeof(HasTone), "tone")]
[JsonDerivedType(typeof(MeetsRubric), "rubric")]
[JsonDerivedType(typeof(CitationVerified), "citation_verified")]
[JsonDerivedType(typeof(CitesDocument), "cites_document")]
[JsonDerivedType(typeof(ToolCalled), "tool_called")]
[JsonDerivedType(typeof(ToolNotCalled), "tool_not_called")]
[JsonDerivedType(typeof(WithinLatency), "latency")]
[JsonDerivedType(typeof(WithinCost), "cost")]
public abstract record Check
{
    /// <summary>As it stands in <c>kind</c>.</summary>
    internal abstract string Kind { get; }

    /// <summary>Whether a judge decides it.</summary>
    internal virtual bool NeedsJudge => false;

    /// <summary>What the judge looks at beside its rubric, where it decides the check; null for the rubric alone.</summary>
    internal virtual string? JudgedBy => null;

    /// <summary>What is wrong with the check itself, in words; null when nothing is.</summary>
    internal virtual string? Problem => null;

    internal abstract ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken);

    private protected CheckResult Result(bool passed, string why) => new(Kind, passed, why);

    private protected ValueTask<CheckResult> Done(bool passed, string why) => new(Result(passed, why));

    private protected static string? TextProblem(string text, string what) =>
        string.IsNullOrWhiteSpace(text) ? $"A check needs {what}." : text.Length > 20_000 || text.Contains('\0', StringComparison.Ordinal) ? $"{what} is too long or holds a character that cannot be kept." : null;

    private protected static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
