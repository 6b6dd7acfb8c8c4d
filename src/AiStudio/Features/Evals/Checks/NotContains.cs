namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer does not have these words.</summary>
public sealed record NotContains(string Text) : Check
{
    internal override string Kind => "not_contains";

    internal override string? Problem => TextProblem(Text, "a text that must not be there");

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        FoldedText.Contains(answer.Text, Text) ? Done(false, $"It says “{Short(Text)}”.") : Done(true, $"It does not say “{Short(Text)}”.");
}
