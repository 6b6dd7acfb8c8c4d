using AiStudio.Features.Jobs;

namespace AiStudio.Features.Knowledge;

/// <summary>A document as programs see it: its newest version, and the job that works on it.</summary>
/// <param name="Id">Which one.</param>
/// <param name="KnowledgeBaseId">Where it is.</param>
/// <param name="Name">The file's name.</param>
/// <param name="State">How the newest version stands.</param>
/// <param name="Failure">Why it failed, for a person.</param>
/// <param name="Chunks">How many passages are searched.</param>
/// <param name="Version">The number of the newest version.</param>
/// <param name="MediaType">Of the newest version.</param>
/// <param name="SizeBytes">Of the newest version.</param>
/// <param name="Tags">What lists and searches can be narrowed to.</param>
/// <param name="ExternalId">What the program that syncs it calls it; a web page's is its address. Null for documents that people added.</param>
/// <param name="SourceUrl">The page it is a copy of.</param>
/// <param name="JobId">The job that indexes it.</param>
/// <param name="JobState">Where that job stands.</param>
/// <param name="ProgressPercent">How far it is: 0 to 100.</param>
/// <param name="CreatedAt">When it was first added.</param>
/// <param name="UpdatedAt">When its state last changed.</param>
internal sealed record DocumentEntry(
    Guid Id, Guid KnowledgeBaseId, string Name, DocumentState State, string? Failure, int Chunks, int Version, string MediaType, long SizeBytes, string[] Tags, string? ExternalId, string? SourceUrl,
    Guid? JobId, JobState? JobState, int? ProgressPercent, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
