namespace AiStudio.Features.Evals;

/// <summary>Which cases are wanted.</summary>
/// <param name="Search">Words of its name, its messages or its checks.</param>
/// <param name="Tag">One of its tags.</param>
public sealed record CaseQuery(string? Search = null, string? Tag = null);
