namespace AiStudio.Features.Knowledge;

/// <summary>What is to be changed about a knowledge base; what is left out stays.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">Up to 2,000 characters.</param>
/// <param name="Archived">Out of the lists and of every search, or in them.</param>
/// <param name="ChunkTokens">Of documents indexed from now on, in tokens.</param>
/// <param name="OverlapTokens">How much of a chunk the next one says again, in tokens.</param>
internal sealed record BaseChanges(string? Name = null, string? Description = null, bool? Archived = null, int? ChunkTokens = null, int? OverlapTokens = null);
