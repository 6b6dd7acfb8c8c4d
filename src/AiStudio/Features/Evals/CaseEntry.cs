namespace AiStudio.Features.Evals;

/// <summary>A case in the list.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Question">The last message, up to 300 characters.</param>
/// <param name="Checks">The kinds of its checks.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="ChangedAt">When it was last changed.</param>
public sealed record CaseEntry(Guid Id, string Name, string Question, IReadOnlyList<string> Checks, IReadOnlyList<string> Tags, CaseSource Source, DateTimeOffset ChangedAt)
{
    private const int Shown = 300;

    internal static CaseEntry Of(EvalCase row)
    {
        var question = row.Messages[^1].Text;
        return new(row.Id, row.Name, question.Length <= Shown ? question : question[..Shown] + "…", [.. row.Checks.Select(check => check.Kind)], row.Tags, row.Source, row.ChangedAt);
    }
}
