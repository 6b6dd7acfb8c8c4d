namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer has these words.</summary>
public sealed record Contains(string Text) : Check
{
    internal override string Kind => "contains";

    internal override string? Problem => TextProblem(Text, "a text to look for");

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        FoldedText.Contains(answer.Text, Text) ? Done(true, $"It says “{Short(Text)}”.") : Done(false, $"It does not say “{Short(Text)}”.");
}
