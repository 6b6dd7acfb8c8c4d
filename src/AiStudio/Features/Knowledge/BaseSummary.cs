namespace AiStudio.Features.Knowledge;

/// <summary>A knowledge base as a list shows it.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Description">What is in it.</param>
/// <param name="Documents">How many it has.</param>
/// <param name="Chunks">How many passages are searched.</param>
/// <param name="SizeBytes">Of the files that are searched.</param>
/// <param name="Failed">How many documents could not be indexed.</param>
/// <param name="LastChange">When a document last came, changed or moved on; null without documents.</param>
/// <param name="Everybody">Whether every member of the organization reads it.</param>
public sealed record BaseSummary(
    Guid Id, string Name, string Description, int Documents, int Chunks, long SizeBytes, int Failed, DateTimeOffset? LastChange, bool Everybody);
