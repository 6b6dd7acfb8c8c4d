namespace AiStudio.Features.Evals;

/// <summary>A case as it is to be.</summary>
/// <param name="Name">For people; may be empty.</param>
/// <param name="Content">What is asked, and what the answer must be.</param>
public sealed record CaseDraft(string Name, CaseContent Content)
{
    /// <summary>At most 50 of at most 100 characters.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
