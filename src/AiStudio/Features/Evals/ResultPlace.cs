namespace AiStudio.Features.Evals;

/// <summary>Where a page of results ended.</summary>
public sealed record ResultPlace(Guid CaseId, int Repeat);
