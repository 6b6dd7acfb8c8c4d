namespace AiStudio.Features.Knowledge;

/// <summary>A knowledge base.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Description">What is in it.</param>
/// <param name="Archived">Whether it is out of the lists and of every search.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DeletionJobId">The job that takes it away for good; null for a base that stays.</param>
internal sealed record BaseDetail(Guid Id, string Name, string Description, bool Archived, DateTimeOffset CreatedAt, Guid? DeletionJobId);
