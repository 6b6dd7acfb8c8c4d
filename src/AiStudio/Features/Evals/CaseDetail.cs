namespace AiStudio.Features.Evals;

/// <summary>A case with all that it says.</summary>
/// <param name="Id">Which.</param>
/// <param name="SuiteId">Of which suite.</param>
/// <param name="Draft">What can be changed.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When it was last changed.</param>
public sealed record CaseDetail(Guid Id, Guid SuiteId, CaseDraft Draft, CaseSource Source, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    internal static CaseDetail Of(EvalCase row) =>
        new(row.Id, row.SuiteId, new CaseDraft(row.Name, row.Content) { Tags = row.Tags }, row.Source, row.CreatedAt, row.ChangedAt);
}
