namespace AiStudio.Api.Contract;

/// <summary>One page of a list.</summary>
/// <param name="Data">Its rows.</param>
/// <param name="Next">The cursor of the page that follows; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, string? Next);
